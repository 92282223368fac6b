import type { JsonObject } from "../../../../src/domain/json/json.js";
import type { ProviderUsage } from "../provider-usage.js";

/** Usage in Anthropic's form, where `input_tokens` are those neither read from nor written to the cache. */
export function messagesUsage(usage: ProviderUsage): JsonObject {
  return {
    input_tokens: usage.promptTokens - usage.cachedTokens - usage.cacheWriteTokens,
    cache_creation_input_tokens: usage.cacheWriteTokens,
    cache_read_input_tokens: usage.cachedTokens,
    output_tokens: usage.completionTokens,
    service_tier: "standard",
  };
}
