import type { MetricDifference } from "../../domain/comparison/metric-difference.js";
import type { SequentialResult } from "../../domain/comparison/sequential-result.js";
import { BOOTSTRAP_LIMIT } from "./item-figures.js";

/** Figures of a difference that may be null. */
type Figures = Omit<
  MetricDifference,
  | "undefinedReasons"
  | "verdict"
  | "reason"
  | "labelObjection"
  | "pValueAdjusted"
  | "familySize"
  | "equivalence"
> & { readonly equivalence: object | null };

/** What is known about why figures could be missing. */
interface Circumstances {
  /** Why a mean difference has no test; null when it has one. */
  readonly test: string | null;
  /** What decides in place of the tests; null when they do. */
  readonly sequence: SequentialResult | null;
}

type Reasons = Readonly<Record<string, string>>;

const TEST_REASONS: Reasons = {
  no_pairs: "no item has a value on both sides",
  one_pair: "one pair has no variance",
  one_cluster: "one cluster has no variance",
  zero_variance: "the differences do not vary",
};

/**
 * Gives the reason for each figure that is null: that of the sequence where one decides, else the figure's own, else why
 * the difference has no test. All these reasons are in this file.
 */
export function undefinedReasons(
  figures: Figures,
  { test, sequence }: Circumstances,
): Record<string, string> {
  const why = test === null ? "undefined" : (TEST_REASONS[test] ?? test);
  const known: Reasons = {
    ...reasonsOfFigures(figures, { test, why }),
    ...reasonsOfReliability(figures, why),
    ...(sequence === null ? {} : reasonsOfSequence(sequence)),
  };
  const reasons = Object.fromEntries(nullPaths(figures).map((path) => [path, known[path] ?? why]));
  // It is corrected from the other later, where there is one.
  return reasons.pValue === undefined ? reasons : { ...reasons, pValueAdjusted: reasons.pValue };
}

function nullPaths(value: unknown, path = ""): string[] {
  if (value === null) return [path];
  if (typeof value !== "object") return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    nullPaths(inner, path === "" ? key : `${path}.${key}`),
  );
}

function reasonsOfFigures(
  { n, meanDifference, standardDeviation }: Figures,
  { test, why }: { readonly test: string | null; readonly why: string },
): Reasons {
  const hasTest = why === "undefined";
  const isFlat = n > 1 && standardDeviation === 0;
  const powerless = hasTest ? "alpha is not below the power" : why;
  return {
    clusters: "the policy names no cluster field",
    ...(meanDifference === null
      ? {}
      : { relative: "the baseline's mean is not above zero, or values may lie below" }),
    ...(n < 3 ? {} : { correlation: "a side does not vary, or there are too few pairs" }),
    ...(n > BOOTSTRAP_LIMIT
      ? { bootstrapInterval: `more than ${BOOTSTRAP_LIMIT} pairs: the t interval needs no second opinion` }
      : {}),
    ...(hasTest ? { bounds: "alpha is not below ½", "effect.hedgesG": "below three pairs" } : {}),
    range: "the metric has no range: its evaluator declares none, and not all values are in [0, 1]",
    ...(test === null || isFlat
      ? { binary: "not yes-or-no values of one repetition of independent items" }
      : {}),
    adjustment:
      "the policy names no covariate, or it adjusts another metric, or a note says why it does not adjust",
    equivalence: "the policy declares no margin for the metric, or there is no standard error",
    "power.minimumDetectableEffect": powerless,
    "power.itemsNeeded": meanDifference === 0 ? "no difference was observed" : powerless,
  };
}

function reasonsOfReliability(figures: Figures, why: string): Reasons {
  const ofSide = (side: "baseline" | "candidate"): Reasons => ({
    [`reliability.variance.${side}.within`]: "no item has two repetitions with a value",
    [`reliability.variance.${side}.between`]:
      "no item has two repetitions with a value, or there is one item",
    [`reliability.variance.${side}.judgeSamples`]: "the scores do not record judge samples",
    [`reliability.failures.${side}.rate`]: "no run has ended",
  });
  return {
    ...ofSide("baseline"),
    ...ofSide("candidate"),
    "reliability.differentialFailure": "no value is missing",
    "reliability.leaveOneOut.flips":
      figures.clusters === null ? "needs three pairs that vary" : "items come in clusters",
    "reliability.missingBounds": "no value is missing",
    "reliability.unseenItems": whyNoUnseenItems(figures, why),
    "reliability.unseenItems.pairsNeeded": "no difference was observed",
    "reliability.skewness": "needs three pairs that vary",
  };
}

/** After repeated looks only the anytime-valid interval holds; figures for a fixed number of items would claim too much. */
function reasonsOfSequence({ interval, refusal }: SequentialResult): Reasons {
  const looked = "the comparison was looked at while it ran; only the anytime-valid interval holds";
  const reasonFor = (fields: readonly string[], reason: string): Reasons =>
    Object.fromEntries(fields.map((field) => [field, reason]));
  const ofInterval = ["interval", "intervalMethod", "bounds", "relative.lower", "relative.upper"];
  return {
    ...reasonFor(["pValueT", "pValueSignFlip", "pValueWilcoxon", "pValue", "pValueMethod"], looked),
    ...reasonFor(["binary", "bootstrapInterval", "equivalence", "reliability.leaveOneOut.flips"], looked),
    ...(interval === null ? reasonFor(ofInterval, refusal ?? "no item has a value on both sides") : {}),
  };
}

function whyNoUnseenItems(
  { range, binary, intervalMethod, meanDifference, n, clusters }: Figures,
  why: string,
): string {
  if (meanDifference === null) return why;
  if (n < 2) return "one pair says nothing of others";
  if (clusters === 1) return "one cluster says nothing of others";
  if (binary !== null) return "McNemar's test holds for every share of items that differ";
  return range === null && intervalMethod !== "confidence_sequence"
    ? "the metric has no range"
    : "the sequence holds for every distribution";
}
