import { z } from "zod";
import { JsonValueSchema } from "../json/json-schema.js";
import { FINISH_REASONS } from "../model/models.js";
import { TokenUsage } from "../model/token-usage.js";

/**
 * pending -> running (trace opened) -> evaluating (output stored, paid for) -> completed;
 * or failed (data, with class and message), or cancelled.
 */
export const RunStatus = z.enum(["pending", "running", "evaluating", "completed", "failed", "cancelled"]);
export type RunStatus = z.infer<typeof RunStatus>;

/** Why something failed for good. `isPassing`: by something that may pass, such as a service that was down. */
export const Failure = z.object({
  type: z.string(),
  message: z.string(),
  isPassing: z.literal(true).optional(),
});
export type Failure = z.infer<typeof Failure>;

/** One item, one repetition, executed in one experiment. */
export const Run = z.object({
  id: z.uuid(),
  experimentId: z.string(),
  /** 0-based place in the experiment's order. */
  ordinal: z.int(),
  itemId: z.string(),
  /** 0-based. */
  repetition: z.int(),
  traceId: z.string().regex(/^[0-9a-f]{32}$/),
  status: RunStatus,
  output: JsonValueSchema.nullable(),
  error: Failure.nullable(),
  /** Time of the pipeline call that succeeded, without queueing; of a failed run the time after which it was given up. */
  latencyMs: z.number().nullable(),
  costUsd: z.number().nullable(),
  usage: TokenUsage.nullable(),
  /** Why the pipeline's last model call ended where it did; null = it made none, or none ended. */
  finishReason: z.enum(FINISH_REASONS).nullable().default(null),
  /** Pipeline calls that were started and ended, by success or failure. */
  attempts: z.int(),
  startedAt: z.string().nullable(),
  outputAt: z.string().nullable(),
  endedAt: z.string().nullable(),
});
export type Run = z.infer<typeof Run>;

/** What names a run before anything happened. */
export type PlannedRun = Pick<Run, "id" | "experimentId" | "ordinal" | "itemId" | "repetition" | "traceId">;
