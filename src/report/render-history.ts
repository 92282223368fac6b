import { describeDrift } from "../domain/regression/describe-drift.js";
import type {
  HistoryPoint,
  HistorySegment,
  MetricHistory,
  RegressionHistory,
} from "../domain/regression/regression-history.js";
import { formatInterval } from "../formatting/format-interval.js";
import { formatNumber } from "../formatting/format-number.js";
import { printableLine } from "../formatting/printable-text.js";
import { renderTable } from "./render-table.js";
import type { ReportTable } from "./report-table.js";
import { sparkline } from "./sparkline.js";

/** A segment begins here in a sparkline. */
const BREAK = "┊";
/** Rows of the latest runs under a sparkline. */
const SHOWN_ROWS = 10;

/** A history for the terminal: per metric a sparkline, its latest runs, and the drifts that were found. */
export function renderHistory(history: RegressionHistory): string {
  const parts = history.metrics.map(renderMetric);
  return [historySentence(history), ...parts].join("\n\n");
}

/** The headline of a history. */
export function historySentence({ definition, runs, without }: RegressionHistory): string {
  const left = Object.entries(without).map(([state, count]) => `${count} ${state.replaceAll("_", " ")}`);
  const note = left.length === 0 ? "" : `, of which without figures: ${left.join(", ")}`;
  return `${definition}: ${runs} regression ${runs === 1 ? "run" : "runs"}${note}`;
}

function renderMetric(history: MetricHistory): string {
  const { metric, segments, drifts } = history;
  const line = segments.map(({ points }) => sparkline(points.map(({ value }) => value))).join(BREAK);
  const table = historyTable(history);
  return [
    `${printableLine(metric)}  ${line}`,
    renderTable({ ...table, rows: table.rows.slice(-SHOWN_ROWS) }),
    ...drifts.map((drift) => printableLine(describeDrift(drift))),
  ].join("\n");
}

/** All runs on one metric, oldest first; what changed with the first of a segment stands beside it. */
export function historyTable({ segments }: Pick<MetricHistory, "segments">): ReportTable {
  return {
    head: ["run", "value", "interval", "items", "verdict", "changed"],
    rows: segments.flatMap((segment) => segment.points.map((point, index) => toRow(point, index, segment))),
  };
}

function toRow(
  { at, value, interval, n, state }: HistoryPoint,
  index: number,
  { changed }: HistorySegment,
): readonly string[] {
  return [
    at,
    formatNumber(value),
    formatInterval(interval),
    String(n),
    state.replaceAll("_", " "),
    index === 0 ? changed.join(", ") : "",
  ];
}
