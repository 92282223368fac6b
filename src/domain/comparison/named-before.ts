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
  /**
   * Different questions among them: the same experiments under the same policy are one question, however often it is
   * asked.
   */
  questions: z.int(),
});
export type DatasetLooks = z.infer<typeof DatasetLooks>;

/** What was chosen before the results were known, and what was chosen afterwards. */
export const NamedBefore = z.object({
  /**
   * Where the primary metric comes from: `definition`; `first_score`: the definition names none, so the first score of
   * its evaluators is used; `afterwards`: chosen against either. Null without a metric.
   */
  primaryMetric: z.enum(["definition", "first_score", "afterwards"]).nullable(),
  /** Choices made in `compare` against the definition, which may have followed a look at the results. */
  chosenAfterwards: z.array(LateChoice),
  /** Metrics without a declared direction; more is assumed to be better. */
  guessedDirections: z.array(z.string()),
  /** Null if looks are not counted, because the store may not be written or there is none. */
  looks: DatasetLooks.nullable(),
});
export type NamedBefore = z.infer<typeof NamedBefore>;
