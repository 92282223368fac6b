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

/** Stands where a mean difference has a test. */
const UNKNOWN = "undefined";

const REASONS: Readonly<Record<string, string>> = {
  no_pairs: "no item has a value on both sides",
  one_pair: "one pair has no variance",
  one_cluster: "one cluster has no variance",
  zero_variance: "the differences do not vary",
};

type Path =
  | keyof Figures
  | `effect.${keyof Figures["effect"]}`
  | `power.${keyof Figures["power"]}`
  | `reliability.${keyof Figures["reliability"]}`
  | "reliability.leaveOneOut.flips";

/** A reason, or what finds it among the figures and why a mean difference has no test. */
type Reason = string | ((figures: Figures, why: string) => string);

const ofTheTest: Reason = (_, why) => why;
const ofThePower: Reason = (_, why) => (why === UNKNOWN ? "alpha is not below the power" : why);
const NO_VALUE_MISSING = "no value is missing";
const TOO_FEW_OR_FLAT = "needs three pairs that vary";

/** Figure -> why it is null. */
const FIGURES: readonly (readonly [Path, Reason])[] = [
  ["clusters", "the policy names no cluster field"],
  ["baselineMean", ofTheTest],
  ["candidateMean", ofTheTest],
  ["meanDifference", ofTheTest],
  [
    "relative",
    ({ meanDifference }, why) =>
      meanDifference === null ? why : "the baseline's mean is not above zero, or values may lie below",
  ],
  ["correlation", ({ n }, why) => (n < 3 ? why : "a side does not vary, or there are too few pairs")],
  ["standardDeviation", ofTheTest],
  ["standardError", ofTheTest],
  ["degreesOfFreedom", ofTheTest],
  ["interval", ofTheTest],
  ["intervalMethod", ofTheTest],
  ["bootstrapInterval", ofTheTest],
  ["pValueT", ofTheTest],
  ["pValueSignFlip", ofTheTest],
  ["pValueWilcoxon", ofTheTest],
  ["pValue", ofTheTest],
  ["pValueMethod", ofTheTest],
  ["bounds", (_, why) => (why === UNKNOWN ? "alpha is not below ½" : why)],
  ["range", "the metric has no range: its evaluator declares none, and not all values are in [0, 1]"],
  [
    "binary",
    ({ n, standardDeviation }, why) =>
      why === UNKNOWN || (n > 1 && standardDeviation === 0)
        ? "not yes-or-no values of one repetition of independent items"
        : why,
  ],
  [
    "adjustment",
    "the policy names no covariate, or it adjusts another metric, or a note says why it does not adjust",
  ],
  ["effect.dz", ofTheTest],
  ["effect.hedgesG", (_, why) => (why === UNKNOWN ? "below three pairs" : why)],
  ["effect.cliffsDelta", ofTheTest],
  ["equivalence", "the policy declares no margin for the metric, or there is no standard error"],
  ["power.minimumDetectableEffect", ofThePower],
  [
    "power.itemsNeeded",
    (figures, why) =>
      figures.meanDifference === 0 ? "no difference was observed" : ofThePower(figures, why),
  ],
  ["reliability.differentialFailure", NO_VALUE_MISSING],
  [
    "reliability.leaveOneOut.flips",
    ({ clusters }) => (clusters === null ? TOO_FEW_OR_FLAT : "items come in clusters"),
  ],
  ["reliability.missingBounds", NO_VALUE_MISSING],
  ["reliability.unseenItems", whyNoUnseenItems],
  ["reliability.skewness", TOO_FEW_OR_FLAT],
];

/** Gives the reason for each figure that is null. */
export function undefinedReasons(figures: Figures, { test, decided }: Circumstances): Record<string, string> {
  const why = test === null ? UNKNOWN : (REASONS[test] ?? test);
  const missing = FIGURES.filter(([path]) => figureAt(figures, path) === null);
  const { relative } = figures;
  const ends = (["lower", "upper"] as const).filter((end) => relative !== null && relative[end] === null);
  return Object.fromEntries([
    ...missing.map(([path, reason]) => [
      path,
      decided[path] ?? (typeof reason === "string" ? reason : reason(figures, why)),
    ]),
    ...ends.map((end) => [`relative.${end}`, decided.interval ?? why]),
    ...(["baseline", "candidate"] as const).flatMap((side) => sideReasons(figures, side)),
  ]);
}

function figureAt(figures: Figures, path: Path): unknown {
  return path.split(".").reduce((found: unknown, key) => (found as Record<string, unknown>)[key], figures);
}

function sideReasons({ reliability }: Figures, side: "baseline" | "candidate"): readonly [string, string][] {
  const { within, between, judgeSamples } = reliability.variance[side];
  const variance = `reliability.variance.${side}`;
  const figures: readonly [string, number | null, string][] = [
    [`${variance}.within`, within, "no item has two repetitions with a value"],
    [`${variance}.between`, between, "no item has two repetitions with a value, or there is one item"],
    [`${variance}.judgeSamples`, judgeSamples, "the scores do not record judge samples"],
    [`reliability.failures.${side}.rate`, reliability.failures[side].rate, "no run has ended"],
  ];
  return figures.filter(([, value]) => value === null).map(([path, , reason]) => [path, reason]);
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
