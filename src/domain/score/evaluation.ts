import { z } from "zod";
import { Failure } from "../experiment/run.js";
import { JsonObjectSchema } from "../json/json-schema.js";

/** One value that an evaluator returned; null is unscored and needs its reason. */
export const EvaluatorScore = z.object({
  name: z.string().min(1),
  value: z.union([z.number(), z.boolean(), z.string(), z.null()]),
  unscoredReason: z.string().nullable(),
  comment: z.string().nullable(),
  metadata: JsonObjectSchema,
  /** What shaped this value, where it says more than the evaluator's own fingerprint (judge model snapshot). */
  fingerprint: z.string().nullable().optional(),
});
export type EvaluatorScore = z.infer<typeof EvaluatorScore>;

/** One evaluator applied to one run. */
export const Evaluation = z.object({
  id: z.uuid(),
  runId: z.string(),
  experimentId: z.string(),
  evaluatorId: z.string(),
  fingerprint: z.string(),
  status: z.enum(["completed", "failed"]),
  scores: z.array(EvaluatorScore),
  error: Failure.nullable(),
  costUsd: z.number().nullable(),
  /** Temporal's attempts of the step: lost workers and rate limits count too. */
  attempts: z.int(),
  startedAt: z.string(),
  endedAt: z.string(),
});
export type Evaluation = z.infer<typeof Evaluation>;
