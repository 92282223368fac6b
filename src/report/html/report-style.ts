/** The style of a report: light or dark as the reader's system is, and on paper black on white without cut plots. */
export const REPORT_STYLE = `
:root { color-scheme: light dark; --text: #1c2430; --soft: #556070; --line: #d5dbe3; --page: #ffffff; --panel: #f5f7fa;
  --neutral: #66717f; --better: #17733f; --worse: #b02a20; --margin: #dfe7f5; --warning: #fff2cc; }
@media screen and (prefers-color-scheme: dark) {
  :root { --text: #e6eaf0; --soft: #a4afbd; --line: #3a4350; --page: #14181e; --panel: #1c222a;
    --neutral: #9aa6b5; --better: #5cc98a; --worse: #f0857b; --margin: #2a3549; --warning: #4a3d12; }
}
* { box-sizing: border-box; }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--text); background: var(--page); max-width: 1040px;
  margin: 2rem auto; padding: 0 1rem; overflow-wrap: anywhere; }
h1 { font-size: 1.3rem; line-height: 1.35; } h2 { font-size: 1.1rem; margin: 2.2rem 0 0.6rem; }
h3 { font-size: 0.95rem; margin: 1.4rem 0 0.4rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 13px; font-variant-numeric: tabular-nums; margin: 0.6rem 0; }
caption { text-align: left; color: var(--soft); padding: 0 8px 4px; }
th, td { text-align: left; padding: 4px 8px; border-bottom: 1px solid var(--line); vertical-align: top; }
thead th { color: var(--soft); font-weight: 600; white-space: nowrap; } td { white-space: nowrap; }
tbody th { font-weight: 600; overflow-wrap: anywhere; min-width: 7em; }
figure { margin: 0.6rem 0 1.2rem; } svg { display: block; width: 100%; height: auto; }
figcaption { font-size: 13px; color: var(--soft); }
svg text { font: 12px system-ui, sans-serif; fill: var(--text); } svg .soft { fill: var(--soft); }
.end { text-anchor: end; } .middle { text-anchor: middle; }
.grid { stroke: var(--line); stroke-width: 1; } .axis { stroke: var(--soft); stroke-width: 1; }
.zero { stroke: var(--text); stroke-width: 1.5; stroke-dasharray: 5 3; }
.band { fill: var(--margin); } .reference { stroke: var(--soft); stroke-width: 1; stroke-dasharray: 2 3; }
.interval { stroke: var(--neutral); stroke-width: 2.5; } .dot { fill: var(--neutral); stroke: var(--page); stroke-width: 1; }
.interval.better { stroke: var(--better); } .dot.better { fill: var(--better); }
.interval.worse { stroke: var(--worse); } .dot.worse { fill: var(--worse); }
.warning { background: var(--warning); padding: 6px 10px; }
pre { background: var(--panel); padding: 10px; font-size: 12px; white-space: pre-wrap; }
@media print {
  :root { color-scheme: light; } body { max-width: none; margin: 0; font-size: 11px; }
  table { font-size: 9.5px; } figure, tr, .warning { break-inside: avoid; } h2, h3 { break-after: avoid; } .wide { overflow: visible; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
