import type { ComparisonReport } from "../domain/comparison-report.js";
import type { MetricDifference } from "../domain/metric-difference.js";
import type { ReportTable } from "./comparison-tables.js";
import { formatDifference, formatNumber, formatPValue } from "./format-number.js";

/** What stands behind the differences: effect, power, corrections, robustness. */
export function detailsTable(report: ComparisonReport): ReportTable {
  const head = [
    ...["difference", "metric", "p", "p adjusted", "dz", "detectable at 80 %", "items needed"],
    ...["missing as 0 to 1", "items that flip it"],
  ];
  const rows = report.differences.map((difference) => [
    ...[nameOf(report, difference), difference.metric],
    ...[formatPValue(difference.pValue), formatPValue(difference.pValueAdjusted)],
    formatNumber(difference.effect.dz, 2),
    formatNumber(difference.power.minimumDetectableEffect),
    difference.power.itemsNeeded === null ? "–" : String(difference.power.itemsNeeded),
    missingBounds(difference),
    difference.reliability.leaveOneOut.flips === null
      ? "–"
      : String(difference.reliability.leaveOneOut.flips),
  ]);
  return { head, rows };
}

/** All pairs of variants on the primary metric; null with two variants, where there is but one. */
export function pairsTable(report: ComparisonReport): ReportTable | null {
  if (report.pairs.length < 2) return null;
  const head = ["pair", "items", "mean", "simultaneous interval", "p adjusted", "verdict"];
  const variant = variantOf(report);
  const rows = report.pairs.map(
    ({ firstId, secondId, n, meanDifference, interval, pValueAdjusted, verdict }) => [
      ...[`${variant(firstId)} − ${variant(secondId)}`, String(n), formatDifference(meanDifference)],
      ...[range(interval), formatPValue(pValueAdjusted), verdict.replaceAll("_", " ")],
    ],
  );
  return { head, rows };
}

/** Differences within slices of the items; null without. */
export function slicesTable(report: ComparisonReport): ReportTable | null {
  if (report.slices === null || report.slices.differences.length === 0) return null;
  const head = ["slice (exploratory)", "metric", "difference", "items", "mean", "interval", "q (BH)"];
  const variant = variantOf(report);
  const rows = report.slices.differences.map((slice) => [
    `${slice.field} = ${slice.value ?? "(none)"}`,
    ...[slice.metric, variant(slice.candidateId), String(slice.n), formatDifference(slice.meanDifference)],
    ...[range(slice.interval), formatPValue(slice.qValue)],
  ]);
  return { head, rows };
}

/** What is to be said beside the tables: early stopping, labels, judges, notes on single figures. */
export function detailLines(report: ComparisonReport): string[] {
  const variant = variantOf(report);
  const { sequential } = report;
  return [
    ...(sequential === null
      ? []
      : [
          `stopped early: ${sequential.savings.runsSaved} of ${sequential.savings.runsPlanned} runs saved` +
            (sequential.savings.costSavedUsd === null
              ? ""
              : `, about ${sequential.savings.costSavedUsd.toFixed(4)} USD`),
        ]),
    ...report.labelCorrections.map(({ metric, candidateId, correction }) =>
      correction.estimate === null
        ? `${variant(candidateId)} on ${metric}: no correction by labels, ${correction.reason}`
        : `${variant(candidateId)} on ${metric}, corrected by ${correction.labelledItems} labelled items: ` +
          `${formatDifference(correction.estimate)} ${range(correction.interval)}`,
    ),
    ...report.judgeDrift.map(({ sentence }) => sentence),
    ...report.differences.flatMap((difference) =>
      difference.notes.map((note) => `${nameOf(report, difference)} on ${difference.metric}: ${note}`),
    ),
  ];
}

function missingBounds({ reliability }: MetricDifference): string {
  const bounds = reliability.missingBounds;
  if (bounds === null) return "–";
  return `[${formatDifference(bounds.lowest.meanDifference)}, ${formatDifference(bounds.highest.meanDifference)}]`;
}

function range(interval: { readonly lower: number; readonly upper: number } | null): string {
  return interval === null
    ? "–"
    : `[${formatDifference(interval.lower)}, ${formatDifference(interval.upper)}]`;
}

function nameOf(report: ComparisonReport, { candidateId, baselineId }: MetricDifference): string {
  const variant = variantOf(report);
  return `${variant(candidateId)} − ${variant(baselineId)}`;
}

function variantOf({ experiments }: ComparisonReport): (id: string) => string {
  return (id) => experiments.find((experiment) => experiment.id === id)?.variant ?? id;
}
