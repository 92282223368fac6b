import type { Interval } from "../domain/experiment/experiment-summary.js";
import type { JudgeCheck } from "../domain/judge/judge-check.js";
import type { LabelCorrection } from "../domain/label/label-correction.js";
import { labelExperiments } from "../domain/label/label-experiments.js";
import { counted } from "../formatting/counted.js";
import { formatDifference } from "../formatting/format-difference.js";
import { formatInterval } from "../formatting/format-interval.js";
import { formatNumber } from "../formatting/format-number.js";
import { percent } from "../formatting/percent.js";
import { differenceName } from "./difference-name.js";
import { renderTable, TERMINAL_WIDTH } from "./render-table.js";
import type { ReportTable } from "./report-table.js";

/** A judge check for the terminal. Plain text: no colours, so that it can be piped and pasted. */
export function renderJudgeCheckText(check: JudgeCheck): string {
  const table = (one: ReportTable): string => `${renderTable(one, { width: TERMINAL_WIDTH })}\n`;
  const lines = [
    `Judge check of ${check.metric} against the labels ${check.labelName}: ${counted(check.runs, "run")}, ${counted(check.items, "item")}`,
    "",
    table({ head: ["agreement with people", "value"], rows: figureRows(check) }),
  ];
  if (check.confusion !== null) lines.push(table(confusionTable(check.confusion)));
  lines.push(table(correctionTable(check)));
  const reasons = [...check.means, ...check.differences].flatMap(({ correction }) => correction.reason ?? []);
  lines.push(...[...new Set(reasons)].map((reason) => `no corrected figure: ${reason}`));
  lines.push(...check.warnings.map((warning) => `warning: ${warning}`), check.summary);
  return lines.join("\n");
}

function figureRows(check: JudgeCheck): string[][] {
  const isOrdinal = check.scale === "one_to_five";
  const rows: (readonly [string, string])[] = [
    ["same category", share(check.agreement)],
    [
      isOrdinal ? "kappa, quadratic weights, scale 1–5" : "kappa",
      withInterval(formatNumber(check.kappa), check.kappaInterval),
    ],
    ["Krippendorff's alpha", `${formatNumber(check.alpha)} (${check.grade})`],
    ["Spearman", formatNumber(check.spearman)],
    ["Pearson", formatNumber(check.pearson)],
    [
      "bias (judge − people)",
      withInterval(formatDifference(check.bias), check.biasInterval, formatDifference),
    ],
    ["mean absolute error", formatNumber(check.meanAbsoluteError)],
    ["judge's own noise (SD between its samples)", formatNumber(check.judgeNoise)],
  ];
  if (check.scale === "binary") {
    rows.push(["Gwet's AC1", formatNumber(check.ac1)]);
    rows.push(["passes what people pass", share(check.sensitivity)]);
    rows.push(["fails what people fail", share(check.specificity)]);
  }
  if (check.humanAlpha !== null)
    rows.push(["alpha among people (the ceiling)", formatNumber(check.humanAlpha)]);
  return rows.map((row) => [...row]);
}

function confusionTable({ categories, counts }: NonNullable<JudgeCheck["confusion"]>): ReportTable {
  return {
    head: ["people ↓ judge →", ...categories.map(String)],
    rows: counts.map((row, index) => [String(categories[index]), ...row.map(String)]),
  };
}

/** Means and differences as the judge sees them, and as they stand after correction. */
function correctionTable({ experiments, means, differences }: JudgeCheck): ReportTable {
  const label = labelExperiments(experiments);
  const name = differenceName({ experiments });
  const baselineId = experiments[0]?.id ?? "";
  const row = (name: string, correction: LabelCorrection): string[] => [
    name,
    String(correction.labelledItems),
    String(correction.unlabelledItems),
    formatNumber(correction.judgeEstimate),
    formatNumber(correction.humanEstimate),
    withInterval(formatNumber(correction.estimate), correction.interval),
    formatNumber(correction.judgeWeight, 2),
  ];
  return {
    head: ["mean of", "labelled", "others", "judge", "people", "corrected (PPI++)", "judge's weight"],
    rows: [
      ...means.map(({ experimentId, correction }) => row(label(experimentId), correction)),
      ...differences.map(({ candidateId, correction }) => row(name({ candidateId, baselineId }), correction)),
    ],
  };
}

function share(value: number | null): string {
  return value === null ? "–" : percent(value, 1);
}

/** A figure with its interval, where it has one. */
function withInterval(figure: string, interval: Interval | null, format = formatNumber): string {
  return interval === null ? figure : `${figure} ${formatInterval(interval, (end) => format(end))}`;
}
