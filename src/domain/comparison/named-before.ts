import { z } from "zod";

/** A setting that decides, chosen when the figures could be seen, against what the definition says. */
export const LateChoice = z.object({
  setting: z.enum(["primaryMetric", "alpha", "minimumPairs", "clusterBy", "margins", "missing"]),
  /** What the definition says, as words. */
  declared: z.string(),
  chosen: z.string(),
});
export type LateChoice = z.infer<typeof LateChoice>;

/** How often verdicts were asked for on the items of a data set, this time included. */
export const DatasetLooks = z.object({
  /** Comparisons and gates that were computed. */
  times: z.int(),
  /** Different ones of them: the same experiments under the same policy are one question, however often it is asked. */
  questions: z.int(),
});
export type DatasetLooks = z.infer<typeof DatasetLooks>;

/** What was named before the figures could be seen, and what was not. */
export const NamedBefore = z.object({
  /**
   * Where the primary metric comes from: `definition`; `first_score`: the definition names none, so that the first score of
   * its evaluators is it; `afterwards`: chosen against either. Null without a metric.
   */
  primaryMetric: z.enum(["definition", "first_score", "afterwards"]).nullable(),
  /** What an early look would have made easy to choose. */
  chosenAfterwards: z.array(LateChoice),
  /** Metrics of which nobody said which way is better: more is taken for better. */
  guessedDirections: z.array(z.string()),
  /** Null where nobody counts: the store may not be written, or there is none. */
  looks: DatasetLooks.nullable(),
});
export type NamedBefore = z.infer<typeof NamedBefore>;
