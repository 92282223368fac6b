import type { ComparisonReport } from "../domain/comparison/comparison-report.js";
import { labelExperiments } from "../domain/label/label-experiments.js";
import { formatDifference } from "../formatting/format-difference.js";
import { formatInterval } from "../formatting/format-interval.js";
import { formatPValue } from "../formatting/format-p-value.js";
import { percent } from "../formatting/percent.js";
import { differenceName } from "./difference-name.js";
import { METRIC_FIGURES, metricFigures } from "./metric-figures.js";
import { metricName } from "./metric-name.js";
import type { ReportTable } from "./report-table.js";
import { verdictWords } from "./verdict-words.js";

/** Each experiment's figures, one row per metric. */
export function figuresTable({ experiments }: ComparisonReport): ReportTable {
  const label = labelExperiments(experiments);
  const rows = experiments.flatMap(({ id, isBaseline, metrics }) =>
    metrics.map((metric) => [
      isBaseline ? `${label(id)} (baseline)` : label(id),
      metricName({ metric: metric.name, kind: metric.kind }),
      ...metricFigures(metric),
    ]),
  );
  return { title: "Figures", head: ["variant", "metric", ...METRIC_FIGURES], rows, keys: 2 };
}

/** Each difference from the baseline with its verdict. */
export function differencesTable(report: ComparisonReport): ReportTable {
  const name = differenceName(report);
  const rows = report.differences.map((difference) => [
    ...[name(difference), metricName(difference), String(difference.n), String(difference.dropped.total)],
    formatDifference(difference.meanDifference),
    formatInterval(difference.interval, formatDifference),
    formatPValue(difference.pValueSignFlip),
    `${difference.wins}/${difference.ties}/${difference.losses}`,
    verdictWords(difference.verdict),
  ]);
  const head = [
    ...["difference", "metric", "pairs", "dropped", "mean", `${percent(1 - report.policy.alpha)} interval`],
    ...["sign-flip p", "win/tie/loss", "verdict"],
  ];
  return { title: "Differences from the baseline", head, rows, keys: 2 };
}

/** A line per difference: the verdict and why; of tails those that are decided. */
export function reasonLines(report: ComparisonReport): string[] {
  const label = labelExperiments(report.experiments);
  const decided = report.tails.filter(({ verdict }) => verdict === "better" || verdict === "worse");
  return [...report.differences, ...decided].map(
    ({ candidateId, metric, verdict, reason }) =>
      `${label(candidateId)} on ${metric}: ${verdictWords(verdict)}, ${reason}`,
  );
}
