import { z } from "zod";
import { DatasetLooks } from "../comparison/named-before.js";
import { JsonObjectSchema } from "../json/json-schema.js";

/** Items by id, or all whose metadata have these values. */
const ItemSelector = z.union([z.string().min(1), JsonObjectSchema]);

/** Share of runs that failed; and what all model calls of the experiment cost, judges included. */
export const GATE_CEILINGS = ["failure_rate", "total_cost_usd"] as const;

/** Conditions for one metric of a candidate; at least one. */
export const GateCondition = z
  .strictObject({
    /** The mean must be at least this. */
    minimum: z.number().optional(),
    /** The mean must be at most this: for latency, cost, tokens and other scores where less is better. */
    maximum: z.number().optional(),
    /** Largest acceptable change for the worse from the baseline, in the metric's own units. */
    maxDrop: z.number().positive("maxDrop is a number above 0, in the metric's own units").optional(),
    /**
     * Items, by id or by metadata, whose every repetition must reach the pass threshold. A failed run or a missing
     * value does not.
     */
    mustPass: z.array(ItemSelector).min(1).optional(),
  })
  .refine((condition) => Object.values(condition).some((limit) => limit !== undefined), {
    message: "give at least one of minimum, maximum, maxDrop and mustPass",
  });
export type GateCondition = z.infer<typeof GateCondition>;

/**
 * Metric -> its conditions. In addition to an experiment's metrics, `failure_rate` and `total_cost_usd` may have a maximum:
 * the share of runs that may fail (0: none), and the cost of the whole experiment in USD.
 */
export const GatePolicy = z.record(z.string(), GateCondition).superRefine((policy, context) => {
  for (const ceiling of GATE_CEILINGS) {
    const { maximum, ...others } = policy[ceiling] ?? { maximum: 0 };
    if (maximum === undefined || Object.values(others).some((limit) => limit !== undefined))
      context.addIssue({
        code: "custom",
        path: [ceiling],
        message: `${ceiling} takes a maximum and nothing else`,
      });
  }
});
export type GatePolicy = z.infer<typeof GatePolicy>;

/** pass: proven to keep to it. fail: proven not to. inconclusive: neither, with what it would take to know. */
export const GateOutcome = z.enum(["pass", "fail", "inconclusive"]);
export type GateOutcome = z.infer<typeof GateOutcome>;

/** One condition on one metric, decided. */
export const GateCheck = z.object({
  metric: z.string(),
  condition: z.enum(["minimum", "maximum", "maxDrop", "mustPass"]),
  /** What the configuration says; for mustPass the pass threshold. */
  limit: z.number(),
  n: z.int(),
  /**
   * The candidate's mean; for maxDrop the change for the better (negative = worse), for mustPass the share that
   * passes.
   */
  estimate: z.number().nullable(),
  /** One-sided bounds of the estimate at level 1 − alpha each. */
  lowerBound: z.number().nullable(),
  upperBound: z.number().nullable(),
  /**
   * Of an inconclusive condition: items that would decide it at 80 % power if the estimate were the truth (for maxDrop
   * at most no change).
   */
  itemsNeeded: z.number().nullable(),
  outcome: GateOutcome,
  reason: z.string(),
});
export type GateCheck = z.infer<typeof GateCheck>;

/** A policy applied to a comparison with a baseline: fails if any check fails, passes only if all pass. */
export const GateReport = z.object({
  schemaVersion: z.literal(1),
  experimentId: z.string(),
  experiment: z.string(),
  /** Null where no condition compares with a baseline and there is none. */
  baselineId: z.string().nullable(),
  baseline: z.string().nullable(),
  alpha: z.number(),
  onInconclusive: z.enum(["strict", "lenient"]),
  outcome: GateOutcome,
  checks: z.array(GateCheck),
  sentence: z.string(),
  warnings: z.array(z.string()),
  /** How often verdicts were asked for on these items; null where nobody counts. */
  looks: DatasetLooks.nullable().default(null),
});
export type GateReport = z.infer<typeof GateReport>;
