import { z } from "zod";

/** Limits of an experiment. */
export const Limits = z.strictObject({
  /** Pipeline and evaluator calls in flight at once. */
  concurrency: z.int().min(1).max(2000).default(20),
  /** Tries of a pipeline or evaluator call that throws, the first included. */
  maxAttempts: z.int().min(1).max(100).default(3),
  /** Longest time for one pipeline call. */
  pipelineTimeoutMs: z.int().min(1).max(86_400_000).default(120_000),
  /** Longest time for one call of an evaluator that waits, unless the evaluator has its own. */
  evaluatorTimeoutMs: z.int().min(1).max(86_400_000).default(120_000),
  /** A worker that sends no heartbeat for this time counts as dead, and its calls are given to another worker. */
  heartbeatTimeoutMs: z.int().min(2_000).max(600_000).default(20_000),
  /** Largest output of one run, as JSON in UTF-8. */
  maxOutputBytes: z
    .int()
    .min(1)
    .default(64 * 1024 * 1024),
  /**
   * Most model requests per minute and provider, for the experiment or for all variants of a comparison together;
   * null = no limit.
   */
  requestsPerMinute: z.number().positive().nullable().default(null),
  /** Most USD for model calls of the experiment, or of all variants of a comparison together; null = no limit. */
  budgetUsd: z.number().positive().nullable().default(null),
  /** The same in tokens, input and output together. */
  budgetTokens: z.int().positive().nullable().default(null),
  /** Share of failed runs (0–1) above which the experiment stops as `aborted`; 1 = never. */
  maxFailureRate: z.number().min(0).max(1).default(1),
});
export type Limits = z.infer<typeof Limits>;
