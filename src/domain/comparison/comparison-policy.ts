import { z } from "zod";
import { ComparisonPolicyInvalidError } from "./comparison-errors.js";
import { StopEarlyOption } from "./sequential-result.js";
import { parseTailMetric } from "./tail-difference.js";

const marginError = ({ input }: { readonly input?: unknown }): string =>
  `a margin is a number above 0, in the metric's own units; received ${String(input)}`;
const margin = z.number({ error: marginError }).positive({ error: marginError });

const labelScale = z
  .strictObject({ minimum: z.number(), maximum: z.number() })
  .refine(({ minimum, maximum }) => minimum < maximum, "the minimum of a scale lies below its maximum");

/** What happens with items that have no value on one side. */
export const MissingPolicy = z
  .strictObject({
    /**
     * `drop`: the pair is left out and counted. `refuse`: in addition, there is no verdict when too many items have
     * no pair.
     */
    policy: z.enum(["drop", "refuse"]).default("drop"),
    /** For `refuse`: the share of items without a pair (0–1) above which there is no verdict. */
    aboveShare: z.number().min(0).lt(1).optional(),
    /** `0`: a failed run counts as the worst value of a score's range, instead of as missing. */
    failed: z
      .literal(0, {
        error: ({ input }) =>
          `allowed is 0, which counts a failed run as the worst value of a score's range; received ${String(input)}`,
      })
      .optional(),
  })
  .refine(({ policy, aboveShare }) => (policy === "refuse") === (aboveShare !== undefined), {
    message: 'policy: "refuse" goes with aboveShare, the share of items without a pair that is still allowed',
  });
export type MissingPolicy = z.infer<typeof MissingPolicy>;

/** What is known of an item before the run, to adjust the primary metric's difference by. */
export const Covariate = z.union(
  [
    /** A number in the items' metadata, such as a difficulty. */
    z.strictObject({
      metadata: z.string().min(1),
      /** Its mean where the items come from, where that is known; else that of the dataset's items. */
      mean: z.number().optional(),
    }),
    /** The items' score in an experiment that had ended before. */
    z.strictObject({
      experiment: z.string().min(1),
      score: z.string().min(1),
      mean: z.number().optional(),
    }),
  ],
  { error: "a covariate is { metadata: FIELD } or { experiment: NAME, score: NAME }, either with a mean" },
);
export type Covariate = z.infer<typeof Covariate>;

/** What a covariate is called in sentences. */
export function covariateName(covariate: Covariate): string {
  return "metadata" in covariate
    ? `metadata.${covariate.metadata}`
    : `${covariate.score} of experiment "${covariate.experiment}"`;
}

/** How differences become verdicts. It is declared before the results are known. */
export const ComparisonPolicy = z.strictObject({
  /** The metric that decides the winner; null = the first score that the definition's evaluators declare. */
  primaryMetric: z
    .string()
    .refine((metric) => parseTailMetric(metric) === null, {
      error: ({ input }) =>
        `${String(input)} cannot be the primary metric: a quantile or a geometric mean is no mean of items, and on such a one rest the winner among variants, early stopping and slices. Name ${parseTailMetric(String(input))?.of}; ${String(input)} has a verdict of its own in every report, and gates`,
    })
    .nullable()
    .default(null),
  /** Two-sided error rate in (0, 1); intervals have the level 1 - alpha. */
  alpha: z.number().gt(0).lt(1).default(0.05),
  /** Smallest number of pairs for a verdict on a mean. */
  minimumPairs: z.int().min(2).default(10),
  /**
   * Metric -> largest difference that does not matter, in the metric's own units. Needed for the verdict
   * `equivalent`.
   */
  margins: z.record(z.string(), margin).default({}),
  /**
   * What happens with items that have no value on one side. `{ policy: "drop" }` leaves the pair out and counts it.
   * `{ policy: "refuse", aboveShare }` gives no verdict when the share of items without a pair is larger than `aboveShare`.
   */
  missing: MissingPolicy.prefault({}),
  /** `strict`: an inconclusive gate does not pass. `lenient`: it passes with a warning. */
  onInconclusive: z.enum(["strict", "lenient"]).default("strict"),
  /** Metadata fields of items. Differences are also shown for each value of them: exploratory, never a verdict. */
  sliceBy: z.array(z.string().min(1)).max(5).default([]),
  /**
   * Metadata field whose value items share that belong together (one document, one conversation); null = items are
   * independent.
   */
  clusterBy: z.string().min(1).nullable().default(null),
  /** A number known for each item before the run, by which the primary metric's difference is adjusted; null = none. */
  covariate: Covariate.nullable().default(null),
  /**
   * Set: items run in a random, recorded order, and the comparison ends as soon as it is decided; null = all items
   * run.
   */
  stopEarly: StopEarlyOption,
  /** Metric -> the scale of human labels of the same name; it is mapped to the metric's range. */
  labelScales: z.record(z.string(), labelScale).default({}),
  /** Metric -> whether higher is better. By default true for scores, and false for latency, cost and tokens. */
  higherIsBetter: z.record(z.string(), z.boolean()).default({}),
});
export type ComparisonPolicy = z.infer<typeof ComparisonPolicy>;

/**
 * A policy with its defaults filled in.
 *
 * @throws ComparisonPolicyInvalidError naming each field that is out of range, or does not go with another.
 */
export function parseComparisonPolicy(given: unknown): ComparisonPolicy {
  const parsed = ComparisonPolicy.safeParse(given);
  if (!parsed.success) throw new ComparisonPolicyInvalidError(z.prettifyError(parsed.error));
  const { clusterBy, stopEarly, covariate } = parsed.data;
  if (covariate !== null && (clusterBy !== null || stopEarly !== null)) {
    throw new ComparisonPolicyInvalidError(
      `✖ covariate is set, and ${clusterBy === null ? "stopEarly" : "clusterBy"} too: the adjustment takes a fixed number of independent items; leave one of them out`,
    );
  }
  if (clusterBy !== null && stopEarly !== null) {
    throw new ComparisonPolicyInvalidError(
      `✖ clusterBy is "${clusterBy}" and stopEarly is set: a sequence takes items one by one, as independent ones; leave one of them out`,
    );
  }
  return parsed.data;
}
