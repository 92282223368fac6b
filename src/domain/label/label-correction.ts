import { z } from "zod";
import { Interval } from "../experiment/experiment-summary.js";

/** Fewer random labels than this give no corrected figure: its interval could not be trusted. */
export const MINIMUM_LABELS = 15;

/** A selection so improbable under random labelling gives no corrected figure either. */
export const NOT_RANDOM = 0.001;

/**
 * A judged mean, or mean difference, corrected by people's labels of a part of the items (PPI++): unbiased however
 * biased the judge is, as long as the labelled items are a random part.
 */
export const LabelCorrection = z.object({
  labelName: z.string(),
  /** Items with a human value (for a difference: on both sides; on the other where all runs of one failed, and count as the worst). */
  labelledItems: z.int(),
  /** Items that only the judge scored. */
  unlabelledItems: z.int(),
  /** Items all of whose runs failed (for a difference: on both sides) where that counts as the worst: nobody is asked about them. */
  failedItems: z.int().default(0),
  /** What the judge alone says, over all items. */
  judgeEstimate: z.number().nullable(),
  /** What people alone say, over the labelled items. */
  humanEstimate: z.number().nullable(),
  /**
   * For a difference: sign-flip p-value of the hypothesis that people see no difference on the labelled items; null for
   * a mean and without labels.
   */
  humanPValue: z.number().nullable(),
  /** The corrected figure. */
  estimate: z.number().nullable(),
  standardError: z.number().nullable(),
  interval: Interval.nullable(),
  /** Weight of the judge in the estimate, 0 (ignored) to 1. */
  judgeWeight: z.number().nullable(),
  /**
   * p-value of the hypothesis that the judge scores labelled and other items alike; for a difference, the smallest of
   * its own and those of its two sides. Small = the labelled items do not look like a random part.
   */
  selectionPValue: z.number().nullable(),
  /** Why the corrected figure is null; null when it is not. */
  reason: z.string().nullable(),
});
export type LabelCorrection = z.infer<typeof LabelCorrection>;
