import { z } from "zod";
import { Interval, MetricKind } from "../experiment/experiment-summary.js";
import { DifferenceReliability } from "./difference-reliability.js";
import { Verdict } from "./verdict.js";

/** Pairs that could not be formed: reason -> items. */
export const DroppedPairs = z.object({ total: z.int(), reasons: z.record(z.string(), z.int()) });

/** Paired yes-or-no outcomes: the test and counts that go with them instead of those of a mean. */
export const BinaryTest = z.object({
  /** Items only the candidate passed. */
  candidateOnly: z.int(),
  /** Items only the baseline passed. */
  baselineOnly: z.int(),
  /** McNemar, exact; the one for the verdict. */
  pValueExact: z.number(),
  /** McNemar mid-p: less conservative, to show beside it. */
  pValueMid: z.number(),
});
export type BinaryTest = z.infer<typeof BinaryTest>;

/** How large the difference is, whatever the units. */
export const EffectSize = z.object({
  /** Mean difference in standard deviations of the differences. */
  dz: z.number().nullable(),
  /** dz without its small-sample bias. */
  hedgesG: z.number().nullable(),
  /** P(candidate > baseline) − P(candidate < baseline) over all cross pairs, in [-1, 1]. */
  cliffsDelta: z.number().nullable(),
});
export type EffectSize = z.infer<typeof EffectSize>;

/** The values that one item can have on a metric. */
export const MetricRange = z.object({
  minimum: z.number(),
  maximum: z.number(),
  /** True: its evaluator declares it. False: all values are in [0, 1]. */
  isDeclared: z.boolean(),
});
export type MetricRange = z.infer<typeof MetricRange>;

/** One-sided bounds of a mean difference at level 1 − alpha each. */
export const DifferenceBounds = z.object({
  lower: z.number(),
  upper: z.number(),
  /** betting: for every distribution within the range; skewness_adjusted_t and clustered_t if there is none. */
  method: z.enum(["betting", "skewness_adjusted_t", "clustered_t", "confidence_sequence"]),
});
export type DifferenceBounds = z.infer<typeof DifferenceBounds>;

/** Two one-sided tests that the difference lies inside ±margin. */
export const Equivalence = z.object({
  margin: z.number(),
  pValue: z.number(),
  /** `pValue` after Holm's correction over the equivalence tests of the family. */
  pValueAdjusted: z.number().nullable(),
  /** The one-sided bounds, at level 1 − 2 alpha together: inside (−margin, margin) when `pValue` is below alpha. */
  interval: Interval,
  /** After the correction. */
  isEquivalent: z.boolean(),
});
export type Equivalence = z.infer<typeof Equivalence>;

/** What the sample can find out, by the exact t test alone; `assay plan` has the power of all tests that decide. */
export const DifferencePower = z.object({
  power: z.number(),
  /** Smallest true difference that this many pairs find with that power. */
  minimumDetectableEffect: z.number().nullable(),
  /** Items that would find the observed difference, if it were the true one, with that power. */
  itemsNeeded: z.number().nullable(),
});
export type DifferencePower = z.infer<typeof DifferencePower>;

/** The mean difference as a share of the baseline's mean, which is taken as it is. */
export const RelativeDifference = z.object({
  estimate: z.number(),
  /**
   * The ends of `interval` as shares of the baseline's mean, limited to what the metric's range allows; null without
   * interval.
   */
  lower: z.number().nullable(),
  upper: z.number().nullable(),
});
export type RelativeDifference = z.infer<typeof RelativeDifference>;

/** One item's pair of values. */
export const ItemPair = z.object({
  itemId: z.string(),
  baseline: z.number(),
  candidate: z.number(),
  difference: z.number(),
});
export type ItemPair = z.infer<typeof ItemPair>;

/** How a covariate known before the run adjusted a difference. */
export const CovariateAdjustment = z.object({
  covariate: z.string(),
  /** Change of an item's difference per unit of the covariate, by least squares. */
  slope: z.number(),
  /** Between differences and covariate. */
  correlation: z.number(),
  /** The covariate's mean that the difference is adjusted to. */
  mean: z.number(),
  /** Stated in the policy; else of all items that the covariate is known of. */
  isMeanStated: z.boolean(),
  itemsKnown: z.int(),
  /** What the pairs say without the adjustment. */
  unadjusted: z.object({ meanDifference: z.number(), standardError: z.number() }),
  /**
   * Variance without the adjustment / variance with it, minus 1: the share of additional items that would have the same
   * effect.
   */
  gain: z.number(),
});
export type CovariateAdjustment = z.infer<typeof CovariateAdjustment>;

/** The differences item by item, bounded in size. */
export const ItemDifferences = z.object({
  /** In increasing order; at most 100, evenly spaced by rank when there are more pairs. */
  sorted: z.array(z.number()),
  isComplete: z.boolean(),
  /** At most five items above zero, largest first. */
  highest: z.array(ItemPair),
  /** At most five items below zero, lowest first. */
  lowest: z.array(ItemPair),
});
export type ItemDifferences = z.infer<typeof ItemDifferences>;

/** Candidate minus baseline on one metric, paired by item. A figure that is null has its entry in `undefinedReasons`. */
export const MetricDifference = z.object({
  metric: z.string(),
  kind: MetricKind,
  candidateId: z.string(),
  baselineId: z.string(),
  /** The primary metric decides the winner; the others guard. */
  role: z.enum(["primary", "secondary"]),
  /** Items with a value on both sides. */
  n: z.int(),
  /** Clusters those items belong to; null = independent items. */
  clusters: z.int().nullable(),
  dropped: DroppedPairs,
  /** Means over the pairs. */
  baselineMean: z.number().nullable(),
  candidateMean: z.number().nullable(),
  /** Candidate mean minus baseline mean over the pairs. */
  meanDifference: z.number().nullable(),
  /** Null where the baseline's mean is not above 0, or values may lie below. */
  relative: RelativeDifference.nullable(),
  /** Pearson's, between the sides' values of the same items: what pairing gains. */
  correlation: z.number().nullable(),
  standardDeviation: z.number().nullable(),
  /** Of the mean difference; cluster-robust (CR2) with clusters. */
  standardError: z.number().nullable(),
  /** Of the t tests; with clusters of unequal size not whole. */
  degreesOfFreedom: z.number().nullable(),
  interval: Interval.nullable(),
  /** `widened_t`: the t interval, widened to what its skewness and items not seen leave possible. */
  intervalMethod: z.enum(["t", "widened_t", "clustered_t", "bonett_price", "confidence_sequence"]).nullable(),
  /** One-sided bounds at level 1 − alpha each, for gates and equivalence; null where there are none. */
  bounds: DifferenceBounds.nullable(),
  /** The values that one item can have on this metric; null = unbounded. */
  range: MetricRange.nullable(),
  /** BCa over items (or clusters), from a fixed seed. */
  bootstrapInterval: Interval.nullable(),
  /** Paired t test. */
  pValueT: z.number().nullable(),
  /** Sign-flip permutation test. */
  pValueSignFlip: z.number().nullable(),
  /** Wilcoxon signed-rank test: about the pseudo-median, so never used for the verdict on a mean. */
  pValueWilcoxon: z.number().nullable(),
  /** Only for yes-or-no values of one repetition. */
  binary: BinaryTest.nullable(),
  /** The p-value that decides: the largest of the tests that must agree, McNemar exact for yes-or-no values. */
  pValue: z.number().nullable(),
  /** The test that gave `pValue`. */
  pValueMethod: z
    .enum(["t", "clustered_t", "skewness_adjusted_t", "unseen_items", "mcnemar", "missing_values"])
    .nullable(),
  /** `pValue` after Holm's correction over the family. */
  pValueAdjusted: z.number().nullable(),
  /** Tests in the family: the candidates for the primary metric, candidates × metrics for the others. */
  familySize: z.int(),
  /** Set where the policy names a covariate: mean difference, errors, tests and interval are adjusted then. */
  adjustment: CovariateAdjustment.nullable().default(null),
  effect: EffectSize,
  wins: z.int(),
  ties: z.int(),
  losses: z.int(),
  higherIsBetter: z.boolean(),
  /**
   * Where the direction comes from. `kind`: latency, cost and tokens; `guess`: nobody declares it, and more is assumed
   * to be better.
   */
  directionFrom: z.enum(["policy", "evaluator", "kind", "guess"]),
  /** Only where the policy declares a margin for the metric. */
  equivalence: Equivalence.nullable(),
  power: DifferencePower,
  reliability: DifferenceReliability,
  items: ItemDifferences,
  /** Figure -> why it is null. */
  undefinedReasons: z.record(z.string(), z.string()),
  /** What the reader must know before believing the figures. */
  notes: z.array(z.string()),
  verdict: Verdict,
  reason: z.string(),
  /** Why people's labels contradict the verdict, or cannot be read; null if they do not contradict it. */
  labelObjection: z.string().nullable(),
});
export type MetricDifference = z.infer<typeof MetricDifference>;
