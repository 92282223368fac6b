import { html, raw } from "hono/html";
import type { ComparisonReport } from "../../domain/comparison-report.js";
import { detailLines, detailsTable, pairsTable, slicesTable } from "../comparison-details.js";
import { differencesTable, figuresTable, type ReportTable, reasonLines } from "../comparison-tables.js";
import { forestPlot } from "./forest-plot.js";
import { itemPlot } from "./item-plot.js";

const STYLE = `
body { font: 15px/1.5 system-ui, sans-serif; color: #1c2430; max-width: 1000px; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.3rem; } h2 { font-size: 1.05rem; margin-top: 2rem; }
table { border-collapse: collapse; width: 100%; font-size: 13px; } th, td { text-align: left; padding: 4px 8px; border-bottom: 1px solid #d9dee6; }
svg { width: 100%; height: auto; } svg text { font: 12px system-ui, sans-serif; fill: #1c2430; }
.zero { stroke: #8a94a3; stroke-dasharray: 4 3; } .interval { stroke-width: 3; stroke: #6b7686; }
circle { fill: #6b7686; } .better { fill: #1a7f4b; stroke: #1a7f4b; } .worse { fill: #b3362b; stroke: #b3362b; }
.small { font-size: 13px; color: #55606f; } .warning { background: #fff4d6; padding: 6px 10px; }
`;

/** A comparison as one HTML file: no script, nothing from elsewhere, every text escaped. */
export async function renderComparisonHtml(report: ComparisonReport): Promise<string> {
  const pairs = pairsTable(report);
  const slices = slicesTable(report);
  const primary = report.differences.filter(({ role }) => role === "primary");
  const page = html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${report.winner.sentence}</title><style>${raw(STYLE)}</style></head>
<body>
<h1>${report.winner.sentence}</h1>
<p>Dataset ${report.datasetName} as of ${report.datasetVersion}, ${report.itemCount} items, paired by item.</p>
${report.warnings.map((warning) => html`<p class="warning">${warning}</p>`)}
<h2>Differences</h2>
${forestPlot(report)}
${table(differencesTable(report))}
<ul>${reasonLines(report).map((line) => html`<li>${line}</li>`)}</ul>
<h2>Figures</h2>
${table(figuresTable(report))}
<h2>Item by item, on the primary metric</h2>
${primary.map((difference) => itemPlot(difference))}
<h2>Behind the differences</h2>
${table(detailsTable(report))}
<ul>${detailLines(report).map((line) => html`<li>${line}</li>`)}</ul>
${pairs === null ? "" : html`<h2>All pairs of variants</h2>${table(pairs)}`}
${slices === null ? "" : html`<h2>Slices, exploratory</h2>${table(slices)}`}
<h2>Policy</h2>
<pre>${JSON.stringify(report.policy, null, 2)}</pre>
</body>
</html>`;
  return String(await page);
}

function table({ head, rows }: ReportTable) {
  return html`<table><thead><tr>${head.map((cell) => html`<th>${cell}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${row.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody></table>`;
}
