/** Tokens of one call, in the terms that OpenAI and Anthropic can both be derived from. */
export interface ProviderUsage {
  /** All input tokens, those read from and written to a cache included. */
  readonly promptTokens: number;
  /** All output tokens, reasoning included. */
  readonly completionTokens: number;
  /** Input tokens read from the provider's prompt cache. */
  readonly cachedTokens: number;
  /** Input tokens written to the prompt cache (Anthropic only). */
  readonly cacheWriteTokens: number;
  /** Output tokens spent on hidden reasoning (OpenAI only). */
  readonly reasoningTokens: number;
}
