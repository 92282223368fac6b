import type { MetricSummary } from "../domain/experiment/experiment-summary.js";
import { formatInterval } from "../formatting/format-interval.js";
import { formatNumber } from "../formatting/format-number.js";
import { percent } from "../formatting/percent.js";

const FIGURES = ["n", "mean", "95 % interval", "SD", "SE", "unscored", "failed"] as const;

/** Heads of what `metricFigures` gives, for all metrics of a table: a pass rate only where one has a threshold. */
export function metricFigureHeads(shown: readonly MetricSummary[]): string[] {
  return hasPassRate(shown) ? [...FIGURES, "pass rate"] : [...FIGURES];
}

/** A metric's figures as cells of a table, in its unit; missing ones as a dash. */
export function metricFigures(metric: MetricSummary, shown: readonly MetricSummary[]): string[] {
  const { passRate } = metric;
  return [
    ...[String(metric.n), formatNumber(metric.mean), formatInterval(metric.interval)],
    ...[formatNumber(metric.standardDeviation), formatNumber(metric.standardError)],
    ...[String(metric.unscoredRuns), String(metric.failedRuns)],
    ...(hasPassRate(shown)
      ? [passRate === null ? "–" : `${percent(passRate.rate, 1)} ≥ ${passRate.threshold}`]
      : []),
  ];
}

function hasPassRate(shown: readonly MetricSummary[]): boolean {
  return shown.some(({ passRate }) => passRate !== null);
}
