import type { ComparisonReport } from "../domain/comparison/comparison-report.js";
import type { MetricDifference } from "../domain/comparison/metric-difference.js";
import type { MetricKind } from "../domain/experiment/experiment-summary.js";
import { labelExperiments } from "../domain/label/label-experiments.js";
import { formatDifference } from "../formatting/format-difference.js";
import { formatInterval } from "../formatting/format-interval.js";
import { formatNumber } from "../formatting/format-number.js";
import { formatPValue } from "../formatting/format-p-value.js";
import { formatUsd } from "../formatting/format-usd.js";
import { percent } from "../formatting/percent.js";
import { differenceName } from "./difference-name.js";
import { markedMetric } from "./marked-metric.js";
import { metricName } from "./metric-name.js";
import type { ReportTable } from "./report-table.js";
import { tailsTable } from "./tails-table.js";
import { verdictWords } from "./verdict-words.js";

/** Above the table of slices. */
export const SLICES_TITLE = "Slices, exploratory";

const STANDINGS_TITLE = "Standing of the variants";

/** Details of the differences: effect, power, corrections, robustness. */
function detailsTable(report: ComparisonReport): ReportTable {
  const name = differenceName(report);
  const head = [
    ...["difference", "metric", "p", "p adjusted", "tests", "dz", "detectable at 80 %"],
    ...["items if this is the true one", "missing at their worst", "items that flip it"],
  ];
  const rows = report.differences.map((difference) => [
    ...[name(difference), markedMetric(report, difference)],
    ...[
      formatPValue(difference.pValue),
      formatPValue(difference.pValueAdjusted),
      String(difference.familySize),
    ],
    formatNumber(difference.effect.dz, 2),
    formatNumber(difference.power.minimumDetectableEffect),
    String(difference.power.itemsNeeded ?? "–"),
    missingBounds(difference),
    String(difference.reliability.leaveOneOut.flips ?? "–"),
  ]);
  const about = "effects, power, corrections, robustness";
  return { title: "Behind the differences", about, head, rows, keys: 2 };
}

/** Where the variance of scores with repetitions comes from; null without repetitions. */
function varianceTable(report: ComparisonReport): ReportTable | null {
  const label = labelExperiments(report.experiments);
  const rows = report.differences.flatMap(({ metric, kind, baselineId, candidateId, reliability }) =>
    (
      [
        [baselineId, reliability.variance.baseline],
        [candidateId, reliability.variance.candidate],
      ] as const
    )
      .filter(([, { within }]) => within !== null)
      .map(([id, { between, within, judgeSamples }]) => [
        ...[label(id), metricName({ metric, kind })],
        ...[between, within, judgeSamples].map((variance) =>
          formatNumber(variance === null ? null : Math.sqrt(variance)),
        ),
      ]),
  );
  const seen = new Set<string>();
  const once = rows.filter(([variant, metric]) => {
    const key = JSON.stringify([variant, metric]);
    return !seen.has(key) && seen.add(key);
  });
  if (once.length === 0) return null;
  const head = [
    "variant",
    "metric",
    "SD between items",
    "SD between repetitions",
    "SD between judge samples",
  ];
  const about = "standard deviations, of scores with repetitions";
  return { title: "Where the variance comes from", about, head, rows: once, keys: 2 };
}

/** All pairs of variants on the primary metric; null with two variants, where there is but one. */
function pairsTable(report: ComparisonReport): ReportTable | null {
  if (report.pairs.length < 2) return null;
  const head = ["pair", "metric", "items", "mean", "simultaneous interval", "p adjusted", "verdict"];
  const name = differenceName(report);
  const metric = report.winner.metric ?? "";
  const shown = metricName({ metric, kind: metricKind(report, metric) });
  const rows = report.pairs.map(
    ({ firstId, secondId, n, meanDifference, interval, pValueAdjusted, verdict }) => [
      ...[name({ candidateId: firstId, baselineId: secondId }), shown, String(n)],
      ...[formatDifference(meanDifference), formatInterval(interval, formatDifference)],
      ...[formatPValue(pValueAdjusted), verdictWords(verdict)],
    ],
  );
  return { title: "All pairs of variants", about: "on the primary metric", head, rows, keys: 2 };
}

/** Where each of several variants stands among all others on the primary metric; null with two variants. */
function standingsTable(report: ComparisonReport): ReportTable | null {
  if (report.standings === null) return null;
  const { metric, variants } = report.standings;
  const label = labelExperiments(report.experiments);
  const shown = metricName({ metric, kind: metricKind(report, metric) });
  const rows = variants.map(({ experimentId, comparisons, wins, ties, losses, winShare, strength }) => [
    ...[label(experimentId), shown, String(comparisons), `${wins}/${ties}/${losses}`],
    ...[winShare === null ? "–" : percent(winShare, 1), strength === null ? "–" : wholePoints(strength)],
  ]);
  const head = ["variant", "metric", "comparisons", "win/tie/loss", "share of wins", "strength (Elo)"];
  const about = "item by item against all other variants, the strongest first";
  return { title: STANDINGS_TITLE, about, head, rows, keys: 2 };
}

/** Points of a strength: below one they say nothing, and zero has no sign. */
function wholePoints(strength: number): string {
  return String(Math.round(strength)).replace("-", "−");
}

/** What the standings are, and why a strength is missing. */
function standingLines({ standings, experiments }: ComparisonReport): string[] {
  if (standings === null) return [];
  const label = labelExperiments(experiments);
  const reasons = new Map<string, string[]>();
  for (const { experimentId, undefinedReason } of standings.variants)
    if (undefinedReason !== null)
      reasons.set(undefinedReason, [...(reasons.get(undefinedReason) ?? []), label(experimentId)]);
  return [
    `${STANDINGS_TITLE}: it describes the items that variants share so far, and decides nothing`,
    ...[...reasons].map(([reason, names]) => `no strength for ${names.join(", ")}: ${reason}`),
  ];
}

/** Differences within slices of the items; null without. */
function slicesTable(report: ComparisonReport): ReportTable | null {
  if (report.slices === null || report.slices.differences.length === 0) return null;
  const head = ["slice", "difference", "metric", "items", "mean", "interval", "q (BH)"];
  const name = differenceName(report);
  const rows = report.slices.differences.map((slice) => [
    `${slice.field} = ${slice.value ?? "(none)"}`,
    name({ ...slice, baselineId: report.baselineId }),
    metricName({ metric: slice.metric, kind: metricKind(report, slice.metric) }),
    ...[String(slice.n), formatDifference(slice.meanDifference)],
    ...[formatInterval(slice.interval, formatDifference), formatPValue(slice.qValue)],
  ]);
  const about = "found by looking, so to be confirmed on other items";
  return { title: SLICES_TITLE, about, head, rows, keys: 3 };
}

/** The further tables of a comparison, those that there are; terminal, Markdown and HTML show all of them. */
export function detailTables(report: ComparisonReport): ReportTable[] {
  return [
    detailsTable(report),
    tailsTable(report),
    varianceTable(report),
    pairsTable(report),
    standingsTable(report),
    slicesTable(report),
  ].filter((table) => table !== null);
}

/** Lines below the tables: early stopping, labels, judges, notes on single figures. */
export function detailLines(report: ComparisonReport): string[] {
  const label = labelExperiments(report.experiments);
  const name = differenceName(report);
  const { sequential } = report;
  return [
    ...(sequential === null ? [] : [savingsLine(sequential.savings)]),
    ...standingLines(report),
    ...report.labelCorrections.map(({ metric, candidateId, correction, objection }) =>
      objection !== null
        ? `${label(candidateId)} on ${metric}: ${objection}`
        : correction.estimate === null
          ? `${label(candidateId)} on ${metric}: no correction by labels, ${correction.reason}`
          : `${label(candidateId)} on ${metric}, corrected by ${correction.labelledItems} labelled items: ` +
            `${formatDifference(correction.estimate)} ${formatInterval(correction.interval, formatDifference)}`,
    ),
    ...report.judgeDrift.map(({ sentence }) => sentence),
    ...report.differences.flatMap((difference) =>
      difference.notes.map((note) => `${name(difference)} on ${difference.metric}: ${note}`),
    ),
  ];
}

function savingsLine({
  runsSaved,
  runsPlanned,
  costSavedUsd,
}: NonNullable<ComparisonReport["sequential"]>["savings"]): string {
  const cost = costSavedUsd === null ? "" : `, about ${formatUsd(costSavedUsd)}`;
  return `stopped early: ${runsSaved} of ${runsPlanned} runs saved${cost}`;
}

function missingBounds({ reliability }: MetricDifference): string {
  const { missingBounds: bounds } = reliability;
  if (bounds === null) return "–";
  const [lower, upper] = [bounds.lowest.meanDifference, bounds.highest.meanDifference];
  return formatInterval({ lower, upper }, formatDifference);
}

/** What a metric of a report measures; one that no experiment has is taken for a score. */
function metricKind({ experiments }: ComparisonReport, metric: string): MetricKind {
  const summary = experiments.flatMap(({ metrics }) => metrics).find(({ name }) => name === metric);
  return summary?.kind ?? "score";
}
