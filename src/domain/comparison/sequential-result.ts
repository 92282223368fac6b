import { z } from "zod";
import { Interval } from "../experiment/experiment-summary.js";

/** How a comparison may end before all items are done. */
export const StopEarly = z.strictObject({
  /** Number of items before the first look. */
  minimumItems: z.int().min(10).default(20),
  /**
   * The comparison also stops when it is shown that the difference is within ± this value, in the metric's units;
   * null = never for this reason.
   */
  futilityMargin: z.number().positive().nullable().default(null),
  /** Seed of the random order of items; null = derived from the comparison. */
  seed: z.int().nullable().default(null),
});
export type StopEarly = z.infer<typeof StopEarly>;

/** In a policy: `true` for the defaults. */
export const StopEarlyOption = z.preprocess(
  (given) => (given === true ? {} : given === false ? null : given),
  StopEarly.nullable().default(null),
);

/** What the confidence sequence said at a number of items. */
export const SequentialLook = z.object({
  /** Of the prefix, those without a pair included. */
  items: z.int(),
  /** Of the pairs among them; null where none has a value on both sides. */
  meanDifference: z.number().nullable(),
  lower: z.number(),
  upper: z.number(),
});

/** A comparison looked at item by item: its intervals hold at all times together. */
export const SequentialResult = z.object({
  metric: z.string(),
  candidateId: z.string(),
  baselineId: z.string(),
  /** Two-sided error rate of this sequence; the policy's, divided by the pairs of variants. */
  alpha: z.number(),
  /** The order in which items were taken. */
  orderSeed: z.int(),
  itemsPlanned: z.int(),
  /** Items of the completed prefix with a value on both sides. */
  itemsCounted: z.int(),
  /** Items of the completed prefix without a value on both sides. */
  itemsDropped: z.int(),
  /** Items of the completed prefix that lack a value of a repetition or more: each counts at its worst for either claim. */
  itemsMissing: z.int(),
  decision: z.enum(["better", "worse", "futile", "undecided"]),
  /** Items of the prefix when it was decided, those without a pair included. */
  decidedAtItems: z.int().nullable(),
  meanDifference: z.number().nullable(),
  /**
   * The anytime-valid interval at the end of the prefix. If items that ended after the decision made that one
   * inconclusive, the interval that decided. Null without items, and if the metric is refused.
   */
  interval: Interval.nullable(),
  /** betting: bounded scores; discordant: yes-or-no values of one repetition. Null where the metric is refused. */
  method: z.enum(["betting", "discordant"]).nullable(),
  /** Why the metric has no anytime-valid interval; null when it has. */
  refusal: z.string().nullable(),
  /** At most 40, evenly thinned, the last one always among them. */
  looks: z.array(SequentialLook),
});
export type SequentialResult = z.infer<typeof SequentialResult>;

/** What stopping early saved, over all variants of the comparison. */
export const SequentialSavings = z.object({
  runsPlanned: z.int(),
  runsMade: z.int(),
  runsSaved: z.int(),
  /** At the mean cost of the runs that were made; null when that is unknown. */
  costSavedUsd: z.number().nullable(),
});
export type SequentialSavings = z.infer<typeof SequentialSavings>;

/** The sequential part of a report. */
export const SequentialSection = z.object({
  /** Each candidate against the baseline: what stops the comparison. */
  results: z.array(SequentialResult),
  /** All pairs of variants: what names a winner. */
  pairs: z.array(SequentialResult),
  savings: SequentialSavings,
});
export type SequentialSection = z.infer<typeof SequentialSection>;
