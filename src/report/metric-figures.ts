import type { MetricSummary } from "../domain/experiment-summary.js";
import { formatInterval } from "../domain/format-interval.js";
import { formatNumber } from "../domain/format-number.js";
import { percent } from "../domain/percent.js";
import { withUnit } from "../domain/with-unit.js";

/** Heads of what `metricFigures` gives. */
export const METRIC_FIGURES = [
  ...["n", "mean", "95 % interval", "SD", "SE", "unscored", "failed", "pass rate"],
] as const;

/** A metric's figures as cells of a table; missing ones as a dash. */
export function metricFigures(metric: MetricSummary): string[] {
  const { kind, passRate } = metric;
  const figure = (value: number | null): string => withUnit(formatNumber(value), kind);
  return [
    ...[String(metric.n), figure(metric.mean), withUnit(formatInterval(metric.interval), kind)],
    ...[figure(metric.standardDeviation), figure(metric.standardError)],
    ...[String(metric.unscoredRuns), String(metric.failedRuns)],
    passRate === null ? "–" : `${percent(passRate.rate, 1)} ≥ ${passRate.threshold}`,
  ];
}
