import type { MetricSummary } from "../domain/experiment/experiment-summary.js";
import { formatInterval } from "../formatting/format-interval.js";
import { formatNumber } from "../formatting/format-number.js";
import { percent } from "../formatting/percent.js";

/** Heads of what `metricFigures` gives. */
export const METRIC_FIGURES = [
  ...["n", "mean", "95 % interval", "SD", "SE", "unscored", "failed", "pass rate"],
] as const;

/** A metric's figures as cells of a table, in its unit; missing ones as a dash. */
export function metricFigures(metric: MetricSummary): string[] {
  const { passRate } = metric;
  return [
    ...[String(metric.n), formatNumber(metric.mean), formatInterval(metric.interval)],
    ...[formatNumber(metric.standardDeviation), formatNumber(metric.standardError)],
    ...[String(metric.unscoredRuns), String(metric.failedRuns)],
    passRate === null ? "–" : `${percent(passRate.rate, 1)} ≥ ${passRate.threshold}`,
  ];
}
