import type { Interval } from "../domain/experiment-summary.js";
import type { JudgeCheck } from "../domain/judge-check.js";
import type { LabelCorrection } from "../domain/label-correction.js";
import { formatDifference, formatNumber } from "./format-number.js";
import { renderTable } from "./render-comparison.js";

/** A judge check for the terminal. Plain text: no colours, so that it can be piped and pasted. */
export function renderJudgeCheckText(check: JudgeCheck): string {
  const lines = [
    `Judge check of ${check.metric} against the labels ${check.labelName}: ${check.runs} runs, ${check.items} items`,
    renderTable({ head: ["agreement with people", "value"], rows: figureRows(check) }),
  ];
  if (check.confusion !== null) lines.push(renderTable(confusionTable(check.confusion)));
  lines.push(renderTable(correctionTable(check)));
  const reasons = [...check.means, ...check.differences].flatMap(({ correction }) => correction.reason ?? []);
  lines.push(...[...new Set(reasons)].map((reason) => `no corrected figure: ${reason}`));
  lines.push(...check.warnings.map((warning) => `warning: ${warning}`), check.summary);
  return lines.join("\n");
}

function figureRows(check: JudgeCheck): string[][] {
  const isOrdinal = check.scale === "one_to_five";
  const rows: (readonly [string, string])[] = [
    ["same category", percent(check.agreement)],
    [
      isOrdinal ? "kappa, quadratic weights, scale 1–5" : "kappa",
      `${formatNumber(check.kappa)} ${range(check.kappaInterval)}`,
    ],
    ["Krippendorff's alpha", `${formatNumber(check.alpha)} (${check.grade})`],
    ["Spearman", formatNumber(check.spearman)],
    ["Pearson", formatNumber(check.pearson)],
    ["bias (judge − people)", `${formatDifference(check.bias)} ${range(check.biasInterval)}`],
    ["mean absolute error", formatNumber(check.meanAbsoluteError)],
  ];
  if (check.scale === "binary") {
    rows.push(["Gwet's AC1", formatNumber(check.ac1)]);
    rows.push(["passes what people pass", percent(check.sensitivity)]);
    rows.push(["fails what people fail", percent(check.specificity)]);
  }
  if (check.humanAlpha !== null)
    rows.push(["alpha among people (the ceiling)", formatNumber(check.humanAlpha)]);
  return rows.map(([name, value]) => [name, value.trim()]);
}

function confusionTable({ categories, counts }: NonNullable<JudgeCheck["confusion"]>): {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
} {
  return {
    head: ["people ↓ judge →", ...categories.map(String)],
    rows: counts.map((row, index) => [String(categories[index]), ...row.map(String)]),
  };
}

/** Means and differences as the judge sees them, and as they stand after correction. */
function correctionTable({ experiments, means, differences }: JudgeCheck): {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
} {
  const variant = (id: string): string => experiments.find((one) => one.id === id)?.variant ?? id;
  const row = (name: string, correction: LabelCorrection): string[] => [
    name,
    String(correction.labelledItems),
    String(correction.unlabelledItems),
    formatNumber(correction.judgeEstimate),
    formatNumber(correction.humanEstimate),
    `${formatNumber(correction.estimate)} ${range(correction.interval)}`.trim(),
    formatNumber(correction.judgeWeight, 2),
  ];
  return {
    head: ["mean of", "labelled", "others", "judge", "people", "corrected (PPI++)", "judge's weight"],
    rows: [
      ...means.map(({ experimentId, correction }) => row(variant(experimentId), correction)),
      ...differences.map(({ candidateId, correction }) =>
        row(`${variant(candidateId)} − ${experiments[0]?.variant ?? ""}`, correction),
      ),
    ],
  };
}

function range(interval: Interval | null): string {
  return interval === null ? "" : `[${formatNumber(interval.lower)}, ${formatNumber(interval.upper)}]`;
}

function percent(share: number | null): string {
  return share === null ? "–" : `${(share * 100).toFixed(1)} %`;
}
