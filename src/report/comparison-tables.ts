import type { ComparisonReport } from "../domain/comparison.js";
import { percent } from "../domain/percent.js";
import { formatDifference, formatNumber, formatPValue } from "./format-number.js";
import { intervalBar, reachOf } from "./interval-bar.js";

/** Head and rows of a table, as text. */
export interface ReportTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Each experiment's figures, one row per metric. */
export function figuresTable(report: ComparisonReport): ReportTable {
  const rows = report.experiments.flatMap((experiment) =>
    experiment.metrics.map((metric) => [
      experiment.isBaseline ? `${experiment.variant} (baseline)` : experiment.variant,
      metric.name,
      String(metric.n),
      String(metric.unscoredRuns),
      String(metric.failedRuns),
      formatNumber(metric.mean),
      metric.interval === null
        ? "–"
        : `[${formatNumber(metric.interval.lower)}, ${formatNumber(metric.interval.upper)}]`,
      formatNumber(metric.standardDeviation),
      metric.passRate === null
        ? "–"
        : `${(metric.passRate.rate * 100).toFixed(1)} % ≥ ${metric.passRate.threshold}`,
    ]),
  );
  return {
    head: ["variant", "metric", "n", "unscored", "failed", "mean", "95 % interval", "SD", "pass rate"],
    rows,
  };
}

/** Each difference from the baseline with its verdict. */
export function differencesTable(report: ComparisonReport): ReportTable {
  const variant = (id: string): string =>
    report.experiments.find((experiment) => experiment.id === id)?.variant ?? id;
  const level = percent(1 - report.policy.alpha);
  const rows = report.differences.map((difference) => [
    `${variant(difference.candidateId)} − ${variant(difference.baselineId)}`,
    difference.metric,
    String(difference.n),
    String(difference.dropped.total),
    formatDifference(difference.meanDifference),
    difference.interval === null
      ? "–"
      : `[${formatDifference(difference.interval.lower)}, ${formatDifference(difference.interval.upper)}]`,
    formatPValue(difference.pValueSignFlip),
    `${difference.wins}/${difference.ties}/${difference.losses}`,
    intervalBar(
      { estimate: difference.meanDifference, interval: difference.interval },
      reachOf(
        report.differences
          .filter(({ metric }) => metric === difference.metric)
          .map(({ interval }) => interval),
      ),
    ),
    difference.verdict.replaceAll("_", " "),
  ]);
  return {
    head: [
      "difference",
      "metric",
      "pairs",
      "dropped",
      "mean",
      `${level} interval`,
      "p (sign flip)",
      "win/tie/loss",
      "− 0 +",
      "verdict",
    ],
    rows,
  };
}

/** A line per difference: the verdict and why. */
export function reasonLines(report: ComparisonReport): string[] {
  const variant = (id: string): string =>
    report.experiments.find((experiment) => experiment.id === id)?.variant ?? id;
  return report.differences.map(
    ({ candidateId, metric, verdict, reason }) =>
      `${variant(candidateId)} on ${metric}: ${verdict.replaceAll("_", " ")}, ${reason}`,
  );
}
