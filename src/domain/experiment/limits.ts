import { z } from "zod";

/** What an experiment may use at most. */
export const Limits = z.strictObject({
  /** Pipeline and evaluator calls in flight at once. */
  concurrency: z.int().min(1).max(2000).default(20),
  /** Tries of a pipeline or evaluator call that throws, the first included. */
  maxAttempts: z.int().min(1).max(100).default(3),
  /** One pipeline call. */
  pipelineTimeoutMs: z.int().min(1).max(86_400_000).default(120_000),
  /** One call of an evaluator that waits, unless the evaluator says otherwise. */
  evaluatorTimeoutMs: z.int().min(1).max(86_400_000).default(120_000),
  /** A worker silent for so long is taken for dead, and its calls are given to another. */
  heartbeatTimeoutMs: z.int().min(2_000).max(600_000).default(20_000),
  /** Output of one run, as JSON in UTF-8. */
  maxOutputBytes: z
    .int()
    .min(1)
    .default(64 * 1024 * 1024),
  /** Model requests per minute and provider, of the experiment or of all variants of a comparison together. */
  requestsPerMinute: z.number().positive().nullable().default(null),
  /** Model calls of the experiment, or of all variants of a comparison together, cost at most this. */
  budgetUsd: z.number().positive().nullable().default(null),
  /** The same in tokens, input and output. */
  budgetTokens: z.int().positive().nullable().default(null),
  /** Share of failed runs (0–1) above which the experiment stops as `aborted`. */
  maxFailureRate: z.number().min(0).max(1).default(1),
});
export type Limits = z.infer<typeof Limits>;
