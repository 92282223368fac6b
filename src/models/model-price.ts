import { calcPrice, type ModelPrice as LibraryPrice } from "@pydantic/genai-prices";
import type { ModelPrice } from "../domain/model/models.js";
import type { TokenUsage } from "../domain/model/token-usage.js";
import type { ResolvedModelName } from "./model-name.js";
import { type ModelSettings, settingFor } from "./model-settings.js";
import { KNOWN_PROVIDERS } from "./providers/known-providers.js";

/** What tells a price: the model, the configured prices, and the day (prices change). */
export interface PriceQuestion {
  readonly name: ResolvedModelName;
  readonly settings: ModelSettings;
  readonly at: Date;
}

/** The price of a model: the configured one, else the price list's base tier; null when neither knows it. */
export function findPrice({ name, settings, at }: PriceQuestion): ModelPrice | null {
  const configured = settingFor(settings.prices, name.id);
  if (configured !== undefined) {
    return {
      inputUsd: configured.inputUsdPerMillion,
      cachedInputUsd: configured.cachedInputUsdPerMillion ?? null,
      cacheWriteUsd: configured.cacheWriteUsdPerMillion ?? null,
      outputUsd: configured.outputUsdPerMillion,
    };
  }
  const listed = lookUp(name, { usage: {}, at })?.model_price;
  if (listed === undefined) return null;
  const inputUsd = base(listed.input_mtok);
  // Embedding models are listed without a price for output, of which they have none.
  const outputUsd = base(listed.output_mtok) ?? (isEmbedding(name) ? 0 : null);
  if (inputUsd === null || outputUsd === null) return null;
  return {
    inputUsd,
    cachedInputUsd: base(listed.cache_read_mtok),
    cacheWriteUsd: base(listed.cache_write_mtok),
    outputUsd,
  };
}

/**
 * Cost of a call in USD, with the price list's tiers by length of the input; null when price or usage are
 * unknown. Tokens read from or written to a cache count as fresh input where they have no price of their own.
 */
export function costOfCall(usage: TokenUsage, question: PriceQuestion): number | null {
  const price = findPrice(question);
  const { inputTokens, outputTokens } = usage;
  if (price === null || inputTokens === null || outputTokens === null) return null;
  const cached = usage.cachedInputTokens ?? 0;
  const written = usage.cacheWriteTokens ?? 0;
  if (settingFor(question.settings.prices, question.name.id) === undefined) {
    const usageOfList = {
      input_tokens: inputTokens,
      cache_read_tokens: cached,
      cache_write_tokens: written,
      output_tokens: outputTokens,
    };
    return lookUp(question.name, { usage: usageOfList, at: question.at })?.total_price ?? null;
  }
  const fresh = Math.max(0, inputTokens - cached - written);
  const input =
    fresh * price.inputUsd +
    cached * (price.cachedInputUsd ?? price.inputUsd) +
    written * (price.cacheWriteUsd ?? price.inputUsd);
  return (input + outputTokens * price.outputUsd) / 1_000_000;
}

function lookUp(
  { provider, model }: ResolvedModelName,
  { usage, at }: { readonly usage: Readonly<Record<string, number>>; readonly at: Date },
): ReturnType<typeof calcPrice> {
  const providerId = KNOWN_PROVIDERS.find(({ name }) => name === provider)?.priceListId ?? null;
  return providerId === null ? null : calcPrice({ ...usage }, model, { providerId, timestamp: at });
}

function base(price: LibraryPrice[string]): number | null {
  if (price === undefined) return null;
  return typeof price === "number" ? price : price.base;
}

function isEmbedding({ model }: ResolvedModelName): boolean {
  return model.startsWith("text-embedding-");
}
