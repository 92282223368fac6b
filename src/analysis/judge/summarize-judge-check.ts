import type { JudgeCheck } from "../../domain/judge/judge-check.js";
import { labelExperiments } from "../../domain/label/label-experiments.js";
import { formatDifference } from "../../formatting/format-difference.js";
import { formatInterval } from "../../formatting/format-interval.js";
import { percent } from "../../formatting/percent.js";

/** Krippendorff 2004: conclusions from 0.8 on, tentative ones from 0.667. */
const GOOD = 0.8;
const TENTATIVE = 0.667;
/** A selection this improbable under random labelling is pointed out. */
const SUSPICIOUS_P = 0.01;
/** Fewer items than this grade no judge. */
const LEAST_LABELLED_ITEMS = 10;

/** A check without what is said of it in words. */
export type JudgeFigures = Omit<JudgeCheck, "summary" | "warnings" | "grade">;

/** Grades a check, and puts into words what a reader must not miss. */
export function summarizeJudgeCheck(check: JudgeFigures): Pick<JudgeCheck, "summary" | "warnings" | "grade"> {
  const { alpha, items } = check;
  const grade =
    alpha === null || items < LEAST_LABELLED_ITEMS
      ? "undefined"
      : alpha >= GOOD
        ? "good"
        : alpha >= TENTATIVE
          ? "tentative"
          : "poor";
  return {
    grade,
    summary: `${describeAgreement(check, grade)} ${describeBias(check)}`,
    warnings: listWarnings(check),
  };
}

function describeAgreement({ metric, runs, items, alpha }: JudgeFigures, grade: JudgeCheck["grade"]): string {
  const basis = `On ${runs} labelled ${runs === 1 ? "run" : "runs"} of ${items} ${items === 1 ? "item" : "items"}`;
  if (items < LEAST_LABELLED_ITEMS)
    return `${basis} the agreement of ${metric} with people is not known: label at least ${LEAST_LABELLED_ITEMS} items.`;
  if (alpha === null)
    return `${basis} the agreement of ${metric} with people is undefined: all values are equal.`;
  const words = { good: "well", tentative: "only tentatively", poor: "poorly", undefined: "" }[grade];
  return `${basis} ${metric} agrees ${words} with people (Krippendorff's alpha ${alpha.toFixed(2)}).`;
}

function describeBias({ bias, biasInterval }: JudgeFigures): string {
  if (bias === null || biasInterval === null) return "Its bias has no interval: too few items are labelled.";
  const { lower, upper, level } = biasInterval;
  const size = formatDifference(bias);
  const range = `${percent(level)} interval ${formatInterval(biasInterval, formatDifference)}`;
  if (lower <= 0 && upper >= 0) return `No bias is shown: ${size}, ${range}.`;
  return `It is ${bias > 0 ? "lenient" : "severe"}: ${size} on average, ${range}.`;
}

function listWarnings({ means, differences, experiments, unscoredRuns }: JudgeFigures): string[] {
  const label = labelExperiments(experiments);
  const warnings: string[] = [];
  if (unscoredRuns > 0)
    warnings.push(
      `${unscoredRuns} labelled runs have no judgement, and are left out; if the judge fails on hard runs, it looks better than it is.`,
    );
  for (const { experimentId, correction } of means) {
    if (
      correction.selectionPValue !== null &&
      correction.reason === null &&
      correction.selectionPValue < SUSPICIOUS_P
    )
      warnings.push(
        `${label(experimentId)}: the judge scores labelled and other items differently (p ${correction.selectionPValue.toExponential(1)}), so that the labels do not look like a random part; corrected figures need one.`,
      );
  }
  for (const { candidateId, judgeSays, correctedSays, correction } of differences) {
    if (correction.reason === null && judgeSays !== correctedSays)
      warnings.push(
        `${label(candidateId)}: the judge alone says ${judgeSays}, corrected by the labels it is ${correctedSays}.`,
      );
  }
  return warnings;
}
