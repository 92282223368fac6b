import { z } from "zod";
import { Interval } from "../experiment/experiment-summary.js";

/** Runs of one side that ended without a value of the metric. */
export const FailureRate = z.object({
  /** Runs that failed, and so have no value of any metric. */
  failedRuns: z.int(),
  /** Completed runs without a value. */
  unscoredRuns: z.int(),
  /** Runs that completed or failed. */
  endedRuns: z.int(),
  /** (failed + unscored) / ended; null when no run has ended. */
  rate: z.number().nullable(),
});
export type FailureRate = z.infer<typeof FailureRate>;

/** Whether values are missing more often on one side: then what is left no longer compares like with like. */
export const DifferentialFailure = z.object({
  /** mcnemar: by item, when both sides have ended all runs. fisher: by run, otherwise. */
  test: z.enum(["mcnemar", "fisher"]),
  /** Items (mcnemar) or runs (fisher) missing on this side only, or at all. */
  baselineMissing: z.int(),
  candidateMissing: z.int(),
  pValue: z.number(),
  isDifferential: z.boolean(),
});
export type DifferentialFailure = z.infer<typeof DifferentialFailure>;

/** Where the variance of one side comes from. */
export const VarianceComponents = z.object({
  /** Between repetitions of the same item; null without repetitions. */
  within: z.number().nullable(),
  /** Between the items' true means; null without repetitions. */
  between: z.number().nullable(),
  /** Between judge samples of the same output; null where scores do not say. */
  judgeSamples: z.number().nullable(),
});
export type VarianceComponents = z.infer<typeof VarianceComponents>;

/** Whether one item alone carries the result. */
export const LeaveOneOut = z.object({
  /** Items whose removal would change whether the interval excludes zero; null when not examined. */
  flips: z.int().nullable(),
  /** At most ten of them, the largest differences first; without ids above 10,000 pairs. */
  items: z.array(z.object({ itemId: z.string(), difference: z.number() })),
});
export type LeaveOneOut = z.infer<typeof LeaveOneOut>;

/** The mean difference with missing values filled in. */
export const FilledDifference = z.object({ meanDifference: z.number(), interval: Interval.nullable() });
export type FilledDifference = z.infer<typeof FilledDifference>;

/** How far missing values could move the result. Bounds, not estimates. */
export const MissingBounds = z.object({
  /** Items with a value that a failed or unscored run lacks, on one side or both. */
  items: z.int(),
  /** Missing values at the worst they can be for the candidate's mean: the range's ends, else the extremes observed. */
  lowest: FilledDifference,
  /** Missing values at the best they can be for the candidate's mean. */
  highest: FilledDifference,
  /** Whether the tests agree on the pairs alone and on the items with missing values at their worst and at their best. */
  isStable: z.boolean(),
});
export type MissingBounds = z.infer<typeof MissingBounds>;

/** What items that were not seen could do to a mean difference: the pairs say nothing of values that none of them has. */
export const UnseenItems = z.object({
  /** What is independent, and so counts: items, or clusters where those are declared. */
  unit: z.enum(["items", "clusters"]),
  /** Share of all items (clusters) that a sample of this size can miss completely, with probability alpha. */
  share: z.number(),
  /** The jump in the other direction, in the metric's unit, with which that share would undo the difference. */
  jump: z.number(),
  /** Whether the metric's range has room for such a jump. */
  isPossible: z.boolean(),
  /**
   * Pairs (clusters) from which on no jump within the range could undo the difference, if it were the true one; null
   * for a difference of zero.
   */
  pairsNeeded: z.number().nullable(),
});
export type UnseenItems = z.infer<typeof UnseenItems>;

/** What could be wrong with a difference although its arithmetic is right. */
export const DifferenceReliability = z.object({
  failures: z.object({ baseline: FailureRate, candidate: FailureRate }),
  /** Null when nothing is missing on either side. */
  differentialFailure: DifferentialFailure.nullable(),
  variance: z.object({ baseline: VarianceComponents, candidate: VarianceComponents }),
  leaveOneOut: LeaveOneOut,
  /** Null when nothing is missing. */
  missingBounds: MissingBounds.nullable(),
  /** Null for metrics without a range, yes-or-no values, and what was looked at while it ran. */
  unseenItems: UnseenItems.nullable(),
  /** Of the differences; 0 when symmetric. */
  skewness: z.number().nullable(),
});
export type DifferenceReliability = z.infer<typeof DifferenceReliability>;
