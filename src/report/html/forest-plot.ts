import { html } from "hono/html";
import type { Verdict } from "../../domain/comparison/verdict.js";
import type { Interval } from "../../domain/experiment/experiment-summary.js";
import { printableLine } from "../../formatting/printable-text.js";
import { createAxis } from "./axis.js";
import { plotLabel } from "./plot-label.js";

const LEFT = 230;
const WIDTH = 400;
const RIGHT = 310;
const ROW = 26;
const TOP = 24;
const BOTTOM = 44;
const LONGEST_LABEL = 34;
const LONGEST_FIGURE = 50;

/** One line of a forest plot. */
export interface ForestRow {
  readonly label: string;
  readonly estimate: number;
  readonly interval: Interval;
  /** The figure beside the line. */
  readonly figure: string;
  /** Its colour, with what is said about it in the figure as well. */
  readonly verdict: Verdict | null;
}

/** Differences on one metric: intervals and estimates on one axis, the line of no difference, the margin as a band. */
export function forestPlot({
  id,
  title,
  rows,
  margin,
  axisTitle,
  higherIsBetter,
}: {
  /** Unique in the document. */
  readonly id: string;
  readonly title: string;
  readonly rows: readonly ForestRow[];
  /** The largest difference that does not matter; null where none is declared. */
  readonly margin: number | null;
  readonly axisTitle: string;
  readonly higherIsBetter: boolean;
}) {
  const bounds = rows.flatMap(({ estimate, interval }) => [estimate, interval.lower, interval.upper]);
  const axis = createAxis([...bounds, ...(margin === null ? [] : [-margin, margin])]);
  const x = (value: number): number => Number((LEFT + axis.share(value) * WIDTH).toFixed(2));
  const bottom = TOP + rows.length * ROW;
  const described = rows.map(({ label, figure }) => `${label}: ${figure}`).join("; ");
  return html`<svg viewBox="0 0 ${LEFT + WIDTH + RIGHT} ${bottom + BOTTOM}" role="img" aria-labelledby="${id}-title ${id}-text">
<title id="${id}-title">${printableLine(title)}</title>
<desc id="${id}-text">${printableLine(described)}</desc>
${
  margin === null
    ? ""
    : html`<rect class="band" x="${x(-margin)}" y="${TOP}" width="${(x(margin) - x(-margin)).toFixed(2)}" height="${bottom - TOP}" />
<line class="reference" x1="${x(-margin)}" y1="${TOP}" x2="${x(-margin)}" y2="${bottom}" /><line class="reference" x1="${x(margin)}" y1="${TOP}" x2="${x(margin)}" y2="${bottom}" />`
}
${axis.ticks.map(
  ({
    value,
    label,
  }) => html`<line class="grid" x1="${x(value)}" y1="${TOP}" x2="${x(value)}" y2="${bottom + 4}" />
<text class="tick middle" x="${x(value)}" y="${bottom + 17}">${label}</text>`,
)}
<line class="axis" x1="${LEFT}" y1="${bottom}" x2="${LEFT + WIDTH}" y2="${bottom}" />
<line class="zero" x1="${x(0)}" y1="${TOP - 6}" x2="${x(0)}" y2="${bottom}" />
<text class="soft middle" x="${x(0)}" y="${TOP - 10}">no difference${margin === null ? "" : ` (band: ±${margin} does not matter)`}</text>
<text class="soft" x="${LEFT}" y="${bottom + 36}">← ${higherIsBetter ? "worse" : "better"}</text>
<text class="soft middle" x="${LEFT + WIDTH / 2}" y="${bottom + 36}">${plotLabel(axisTitle, 44)}</text>
<text class="soft end" x="${LEFT + WIDTH}" y="${bottom + 36}">${higherIsBetter ? "better" : "worse"} →</text>
${rows.map((row, index) => forestRow(row, { x, y: TOP + (index + 0.5) * ROW }))}
</svg>`;
}

function forestRow(
  { label, estimate, interval, figure, verdict }: ForestRow,
  { x, y }: { readonly x: (value: number) => number; readonly y: number },
) {
  const [from, to] = [x(interval.lower), x(interval.upper)];
  const tone = verdict ?? "open";
  return html`<g><title>${printableLine(`${label}: ${figure}`)}</title>
<text x="0" y="${y + 4}">${plotLabel(label, LONGEST_LABEL)}</text>
<line class="interval ${tone}" x1="${from}" y1="${y}" x2="${to}" y2="${y}" />
<line class="interval ${tone}" x1="${from}" y1="${y - 5}" x2="${from}" y2="${y + 5}" /><line class="interval ${tone}" x1="${to}" y1="${y - 5}" x2="${to}" y2="${y + 5}" />
<circle class="dot ${tone}" cx="${x(estimate)}" cy="${y}" r="4.5" />
<text class="soft" x="${LEFT + WIDTH + 14}" y="${y + 4}">${plotLabel(figure, LONGEST_FIGURE)}</text></g>`;
}
