import type { MetricDifference } from "../../domain/comparison/metric-difference.js";

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
  /** Figure -> why what decides has none; it goes before all other reasons. */
  readonly decided: Readonly<Record<string, string>>;
}

const REASONS: Readonly<Record<string, string>> = {
  no_pairs: "no item has a value on both sides",
  one_pair: "one pair has no variance",
  one_cluster: "one cluster has no variance",
  zero_variance: "the differences do not vary",
};

/** Gives the reason for each figure that is null. */
export function undefinedReasons(figures: Figures, { test, decided }: Circumstances): Record<string, string> {
  const why = test === null ? "undefined" : (REASONS[test] ?? test);
  const { effect, power, reliability, binary, clusters } = figures;
  const powerless = why === "undefined" ? "alpha is not below the power" : why;
  const isFlat = figures.n > 1 && figures.standardDeviation === 0;
  const figure: (readonly [string, unknown, string])[] = [
    ["clusters", clusters, "the policy names no cluster field"],
    ["baselineMean", figures.baselineMean, why],
    ["candidateMean", figures.candidateMean, why],
    ["meanDifference", figures.meanDifference, why],
    [
      "relative",
      figures.relative,
      figures.meanDifference === null
        ? why
        : "the baseline's mean is not above zero, or values may lie below",
    ],
    [
      "correlation",
      figures.correlation,
      figures.n < 3 ? why : "a side does not vary, or there are too few pairs",
    ],
    ["standardDeviation", figures.standardDeviation, why],
    ["standardError", figures.standardError, why],
    ["degreesOfFreedom", figures.degreesOfFreedom, why],
    ["interval", figures.interval, why],
    ["intervalMethod", figures.intervalMethod, why],
    ["bootstrapInterval", figures.bootstrapInterval, why],
    ["pValueT", figures.pValueT, why],
    ["pValueSignFlip", figures.pValueSignFlip, why],
    ["pValueWilcoxon", figures.pValueWilcoxon, why],
    ["pValue", figures.pValue, why],
    ["pValueMethod", figures.pValueMethod, why],
    ["bounds", figures.bounds, why === "undefined" ? "alpha is not below ½" : why],
    [
      "range",
      figures.range,
      "the metric has no range: its evaluator declares none, and not all values are in [0, 1]",
    ],
    [
      "binary",
      binary,
      test === null || isFlat ? "not yes-or-no values of one repetition of independent items" : why,
    ],
    [
      "adjustment",
      figures.adjustment,
      "the policy names no covariate, or it adjusts another metric, or a note says why it does not adjust",
    ],
    ["effect.dz", effect.dz, why],
    ["effect.hedgesG", effect.hedgesG, why === "undefined" ? "below three pairs" : why],
    ["effect.cliffsDelta", effect.cliffsDelta, why],
    [
      "equivalence",
      figures.equivalence,
      "the policy declares no margin for the metric, or there is no standard error",
    ],
    ["power.minimumDetectableEffect", power.minimumDetectableEffect, powerless],
    [
      "power.itemsNeeded",
      power.itemsNeeded,
      figures.meanDifference === 0 ? "no difference was observed" : powerless,
    ],
    ["reliability.differentialFailure", reliability.differentialFailure, "no value is missing"],
    [
      "reliability.leaveOneOut.flips",
      reliability.leaveOneOut.flips,
      clusters === null ? `needs three pairs that vary` : "items come in clusters",
    ],
    ["reliability.missingBounds", reliability.missingBounds, "no value is missing"],
    ["reliability.unseenItems", reliability.unseenItems, whyNoUnseenItems(figures, why)],
    ["reliability.skewness", reliability.skewness, "needs three pairs that vary"],
  ];
  const { relative } = figures;
  for (const end of ["lower", "upper"] as const)
    if (relative !== null && relative[end] === null)
      figure.push([`relative.${end}`, null, decided.interval ?? why]);
  const reasons = Object.fromEntries(
    figure.filter(([, value]) => value === null).map(([name, , reason]) => [name, decided[name] ?? reason]),
  );
  for (const side of ["baseline", "candidate"] as const) {
    const { within, between, judgeSamples } = reliability.variance[side];
    const place = `reliability.variance.${side}`;
    if (within === null) reasons[`${place}.within`] = "no item has two repetitions with a value";
    if (between === null)
      reasons[`${place}.between`] = "no item has two repetitions with a value, or there is one item";
    if (judgeSamples === null) reasons[`${place}.judgeSamples`] = "the scores do not record judge samples";
    if (reliability.failures[side].rate === null)
      reasons[`reliability.failures.${side}.rate`] = "no run has ended";
  }
  return reasons;
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
