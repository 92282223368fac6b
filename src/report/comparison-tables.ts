import type { ComparisonReport } from "../domain/comparison/comparison-report.js";
import type { MetricDifference } from "../domain/comparison/metric-difference.js";
import type { MetricSummary } from "../domain/experiment/experiment-summary.js";
import { labelExperiments } from "../domain/label/label-experiments.js";
import { formatDifference } from "../formatting/format-difference.js";
import { formatInterval } from "../formatting/format-interval.js";
import { formatNumber } from "../formatting/format-number.js";
import { formatPValue } from "../formatting/format-p-value.js";
import { percent } from "../formatting/percent.js";
import { intervalWords, testWords } from "./decision-words.js";
import { differenceName } from "./difference-name.js";
import { looksLine } from "./looks-line.js";
import { markedMetric } from "./marked-metric.js";
import { metricFigureHeads, metricFigures } from "./metric-figures.js";
import type { ReportTable } from "./report-table.js";
import { verdictWords } from "./verdict-words.js";

/** Each experiment's figures over all its items, one row per metric, the primary one first. */
export function figuresTable(report: ComparisonReport): ReportTable {
  const { experiments, policy } = report;
  const label = labelExperiments(experiments);
  const shown = experiments.flatMap(({ metrics }) => metrics);
  const isPrimary = ({ name }: MetricSummary): boolean => name === policy.primaryMetric;
  const rows = experiments.flatMap(({ id, isBaseline, metrics }) =>
    [...metrics.filter(isPrimary), ...metrics.filter((metric) => !isPrimary(metric))].map((metric) => [
      isBaseline ? `${label(id)} (baseline)` : label(id),
      markedMetric(report, { metric: metric.name, kind: metric.kind }),
      ...metricFigures(metric, shown),
    ]),
  );
  return { title: "Figures", head: ["variant", "metric", ...metricFigureHeads(shown)], rows, keys: 2 };
}

/** Each difference from the baseline with its verdict: means of the pairs, the interval and the p-value that decide. */
export function differencesTable(report: ComparisonReport): ReportTable {
  const name = differenceName(report);
  const rows = report.differences.map((difference) => [
    ...[name(difference), markedMetric(report, difference)],
    ...[String(difference.n), String(difference.dropped.total)],
    ...[formatNumber(difference.baselineMean), formatNumber(difference.candidateMean)],
    formatDifference(difference.meanDifference),
    formatInterval(difference.interval, formatDifference),
    ...[formatPValue(difference.pValue), testWords(difference), intervalWords(difference)],
    `${difference.wins}/${difference.ties}/${difference.losses}`,
    ...[formatNumber(difference.correlation, 2), verdictWords(difference.verdict)],
  ]);
  const level = percent(report.differences[0]?.interval?.level ?? 1 - report.policy.alpha);
  const head = [
    ...["difference", "metric", "pairs", "dropped", "baseline", "candidate", "mean", `${level} interval`],
    ...["p", "decided by", "interval by", "win/tie/loss", "correlation", "verdict"],
  ];
  return { title: "Differences from the baseline", head, rows, keys: 2 };
}

/** A line per difference: the verdict and why; of tails those that are decided. */
export function reasonLines(report: ComparisonReport): string[] {
  const label = labelExperiments(report.experiments);
  const differences = report.differences.map((difference) => {
    const { candidateId, metric, role, verdict, reason } = difference;
    const mark = role === "primary" ? " (primary)" : "";
    return `${label(candidateId)} on ${metric}${mark}: ${verdictWords(verdict)}, ${reason}${unseenItemWords(difference)}`;
  });
  const tails = report.tails
    .filter(({ verdict }) => verdict === "better" || verdict === "worse")
    .map(
      ({ candidateId, metric, verdict, reason }) =>
        `${label(candidateId)} on ${metric}: ${verdictWords(verdict)}, ${reason}`,
    );
  return [...differences, ...tails];
}

/** What was chosen before the results were known, what was chosen afterwards, and how often the data set was looked at. */
export function namedLines({ policy, named }: ComparisonReport): string[] {
  const { primaryMetric, chosenAfterwards, guessedDirections, looks } = named;
  const source = {
    definition: "named by the definition",
    first_score: "the first score that is declared, as the definition names none",
    afterwards: "chosen afterwards",
  };
  return [
    ...(primaryMetric === null ? [] : [`primary metric: ${policy.primaryMetric}, ${source[primaryMetric]}`]),
    ...chosenAfterwards.map(
      ({ setting, declared, chosen }) =>
        `chosen afterwards: ${setting} ${chosen}; the definition has ${declared}. Error rates hold for what is named before`,
    ),
    ...(guessedDirections.length === 0
      ? []
      : [
          `no direction is declared for ${guessedDirections.join(", ")}: higher is assumed to be better. Declare it with higherIsBetter in the evaluator or in compare`,
        ]),
    ...(looks === null ? [] : [looksLine(looks)]),
  ];
}

/** What a verdict rests on beside its pairs, where rare items that none of them shows could undo it; else nothing. */
function unseenItemWords({ verdict, n, clusters, reliability: { unseenItems } }: MetricDifference): string {
  if ((verdict !== "better" && verdict !== "worse") || unseenItems?.isPossible !== true) return "";
  const { unit, share } = unseenItems;
  const shown = unit === "items" ? `${n} pairs` : `${clusters} clusters`;
  return `; this holds as far as other ${unit} are like these: ${shown} can show none of ${percent(share, 1)} of all ${unit}, and a jump of those the other way by ${formatNumber(unseenItems.jump, 2)} would undo the difference`;
}
