import { z } from "zod";
import { RegressionVerdict } from "./regression-verdict.js";

/**
 * The result of checking a definition in CI. `error`: there is no result, for example because of an outage. `budget`:
 * the budget was used up before there was one.
 */
export const CheckOutcome = z.enum(["passed", "failed", "inconclusive", "error", "budget"]);
export type CheckOutcome = z.infer<typeof CheckOutcome>;

/** One definition, checked. */
export const CheckedDefinition = z.object({
  definition: z.string(),
  outcome: CheckOutcome,
  /** Why, in a sentence. */
  reason: z.string(),
  /** Name of what ran; null when nothing did. */
  experiment: z.string().nullable(),
  /** Null where the outcome is `error` or `budget` before anything could be compared. */
  verdict: RegressionVerdict.nullable(),
  /** Of all that ran for it; null where no cost is known. */
  costUsd: z.number().nullable(),
});
export type CheckedDefinition = z.infer<typeof CheckedDefinition>;

/** All that was checked, and what the process exits with. */
export const CheckReport = z.object({
  schemaVersion: z.literal(1),
  outcome: CheckOutcome,
  exitCode: z.int(),
  definitions: z.array(CheckedDefinition).readonly(),
  /** Definitions that were left out, since nothing of them changed. */
  unchanged: z.array(z.string()).readonly(),
  costUsd: z.number().nullable(),
});
export type CheckReport = z.infer<typeof CheckReport>;
