import { z } from "zod";

/**
 * Tokens of a model call, or of all calls of a run; null = not known, never 0 for unknown.
 * `inputTokens` and `outputTokens` are totals: what was read from or written to a cache is part of the input,
 * reasoning part of the output.
 */
export const TokenUsage = z.object({
  /** Tokens of the prompt, cached ones included. */
  inputTokens: z.number().nullable(),
  /** Of these, read from a cache. */
  cachedInputTokens: z.number().nullable(),
  /** Of these, written to a cache. */
  cacheWriteTokens: z.number().nullable().default(null),
  /** Tokens of the answer, reasoning included. */
  outputTokens: z.number().nullable(),
  /** Of these, reasoning. */
  reasoningTokens: z.number().nullable(),
});
export type TokenUsage = z.infer<typeof TokenUsage>;
