import type { ComparisonReport } from "../domain/comparison/comparison-report.js";
import type { TailDifference } from "../domain/comparison/tail-difference.js";
import { formatNumber } from "../formatting/format-number.js";
import { formatPValue } from "../formatting/format-p-value.js";
import { percent } from "../formatting/percent.js";
import { differenceName } from "./difference-name.js";
import { metricName } from "./metric-name.js";
import type { ReportTable } from "./report-table.js";
import { verdictWords } from "./verdict-words.js";

/** Median, 95th percentile and geometric mean of latency and cost; null without. */
export function tailsTable(report: ComparisonReport): ReportTable | null {
  if (report.tails.length === 0) return null;
  const name = differenceName(report);
  const head = [
    ...["difference", "metric", "items", "censored", "baseline", "candidate", "change"],
    ...[`${percent(1 - report.policy.alpha)} interval`, "p adjusted", "verdict"],
  ];
  const rows = report.tails.map((tail) => [
    ...[name(tail), metricName(tail), String(Math.min(tail.baseline.n, tail.candidate.n))],
    String(tail.baseline.censored + tail.candidate.censored),
    ...[formatNumber(tail.baseline.value), formatNumber(tail.candidate.value)],
    ...[changeOf(tail, tail.change), intervalOf(tail)],
    ...[formatPValue(tail.pValueAdjusted), verdictWords(tail.verdict)],
  ]);
  const about = "quantiles and geometric means, with their verdicts";
  return { title: "Latency and cost beyond their means", about, head, rows, keys: 2 };
}

function changeOf({ statistic }: TailDifference, change: number | null): string {
  return statistic === "geometric_mean" && change !== null
    ? `× ${formatNumber(change)}`
    : formatNumber(change);
}

function intervalOf(tail: TailDifference): string {
  const { interval } = tail;
  if (interval === null) return "–";
  const end = (value: number | null): string => (value === null ? "not known" : changeOf(tail, value));
  return `[${end(interval.lower)}, ${end(interval.upper)}]`;
}
