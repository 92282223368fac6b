import { z } from "zod";

/**
 * Tokens of a model call, or of all calls of a run; null = not known, never 0 for unknown.
 * `inputTokens` and `outputTokens` are totals: what was read from or written to a cache is part of the input,
 * reasoning part of the output.
 */
export const TokenUsage = z.object({
  inputTokens: z.number().nullable(),
  cachedInputTokens: z.number().nullable(),
  cacheWriteTokens: z.number().nullable().default(null),
  outputTokens: z.number().nullable(),
  reasoningTokens: z.number().nullable(),
});
export type TokenUsage = z.infer<typeof TokenUsage>;
