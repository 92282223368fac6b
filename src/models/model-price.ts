import { createRequire } from "node:module";
import type { calcPrice as CalcPrice, ModelPrice as LibraryPrice } from "@pydantic/genai-prices";
import type { ModelPrice } from "../domain/model/models.js";
import type { TokenUsage } from "../domain/model/token-usage.js";
import type { ResolvedModelName } from "./model-name.js";
import { type ModelSettings, settingFor } from "./model-settings.js";
import type { Provider } from "./providers/provider.js";

/** Most of a megabyte, loaded with the first question: every command with a configuration imports this file. */
const require = createRequire(import.meta.url);

/** What determines a price: the model, the configured prices, and the day (prices change). */
export interface PriceQuestion {
  readonly name: Pick<ResolvedModelName, "id">;
  /** The model that is really asked. */
  readonly served: ResolvedModelName;
  readonly providers: readonly Provider[];
  readonly settings: ModelSettings;
  readonly at: Date;
}

/** The price of a model: the configured one, else the price list's base tier; null when neither knows it. */
export function findPrice(question: PriceQuestion): ModelPrice | null {
  const { served, at } = question;
  const configured = configuredPrice(question);
  if (configured !== undefined) {
    return {
      inputUsd: configured.inputUsdPerMillion,
      cachedInputUsd: configured.cachedInputUsdPerMillion ?? null,
      cacheWriteUsd: configured.cacheWriteUsdPerMillion ?? null,
      outputUsd: configured.outputUsdPerMillion,
    };
  }
  const listed = lookUp(question, { usage: {}, at })?.model_price;
  if (listed === undefined) return null;
  const inputUsd = base(listed.input_mtok);
  // Embedding models are listed without a price for output, of which they have none.
  const outputUsd = base(listed.output_mtok) ?? (isEmbedding(served) ? 0 : null);
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
  if (configuredPrice(question) === undefined) {
    const usageOfList = {
      input_tokens: inputTokens,
      cache_read_tokens: cached,
      cache_write_tokens: written,
      output_tokens: outputTokens,
    };
    return lookUp(question, { usage: usageOfList, at: question.at })?.total_price ?? null;
  }
  const fresh = Math.max(0, inputTokens - cached - written);
  const input =
    fresh * price.inputUsd +
    cached * (price.cachedInputUsd ?? price.inputUsd) +
    written * (price.cacheWriteUsd ?? price.inputUsd);
  return (input + outputTokens * price.outputUsd) / 1_000_000;
}

function configuredPrice({ name, served, settings }: PriceQuestion) {
  return settingFor(settings.prices, name.id) ?? settingFor(settings.prices, served.id);
}

function lookUp(
  { served, providers }: PriceQuestion,
  { usage, at }: { readonly usage: Readonly<Record<string, number>>; readonly at: Date },
): ReturnType<typeof CalcPrice> {
  const providerId = providers.find(({ name }) => name === served.provider)?.priceListId ?? null;
  if (providerId === null) return null;
  const { calcPrice } = require("@pydantic/genai-prices") as { readonly calcPrice: typeof CalcPrice };
  return calcPrice({ ...usage }, served.model, { providerId, timestamp: at });
}

function base(price: LibraryPrice[string]): number | null {
  if (price === undefined) return null;
  return typeof price === "number" ? price : price.base;
}

function isEmbedding({ model }: ResolvedModelName): boolean {
  return model.startsWith("text-embedding-");
}
