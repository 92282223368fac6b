import { html } from "hono/html";
import type { ComparisonReport } from "../../domain/comparison-report.js";
import { reachOf } from "../interval-bar.js";

const LEFT = 260;
const WIDTH = 420;
const ROW = 28;

/** A row per difference: interval, estimate and the line of no difference, each metric on a scale of its own. */
export function forestPlot(report: ComparisonReport) {
  const variant = (id: string): string => report.experiments.find((one) => one.id === id)?.variant ?? id;
  const rows = report.differences.filter(({ interval }) => interval !== null);
  const height = rows.length * ROW + 20;
  const zero = LEFT + WIDTH / 2;
  return html`<svg viewBox="0 0 ${LEFT + WIDTH + 20} ${height}" role="img" aria-label="differences with intervals">
    <line x1="${zero}" y1="0" x2="${zero}" y2="${height}" class="zero" />
    ${rows.map((row, index) => {
      const reach = reachOf(
        rows.filter(({ metric }) => metric === row.metric).map(({ interval }) => interval),
      );
      const x = (value: number): number => zero + (reach === 0 ? 0 : (value / reach) * (WIDTH / 2));
      const y = 14 + index * ROW;
      return html`<text x="0" y="${y + 4}">${variant(row.candidateId)} · ${row.metric}</text>
        <line x1="${x(row.interval?.lower ?? 0)}" y1="${y}" x2="${x(row.interval?.upper ?? 0)}" y2="${y}" class="interval ${row.verdict}" />
        <circle cx="${x(row.meanDifference ?? 0)}" cy="${y}" r="4" class="${row.verdict}" />`;
    })}
  </svg>`;
}
