import { isJsonObject } from "../domain/json/json.js";
import { ModelRequestRejectedError, ModelUnavailableError } from "../domain/model/model-errors.js";
import type { EmbeddingAnswer, EmbeddingRequest } from "../domain/model/models.js";
import type { CallTarget } from "./call-target.js";
import type { ProviderCalls } from "./provider-calls.js";
import type { Provider } from "./providers/provider.js";

/** What OpenAI takes in one request. */
const MOST_TEXTS = 2048;

/** Embeds texts in one request. @throws ModelRequestRejectedError for a provider without embeddings, or too many texts. */
export async function embedTexts(
  { texts, timeoutMs }: EmbeddingRequest,
  context: {
    readonly calls: ProviderCalls;
    readonly target: CallTarget;
    readonly providers: readonly Provider[];
    readonly signal: AbortSignal;
  },
): Promise<Omit<EmbeddingAnswer, "costUsd">> {
  const { calls, target, providers, signal } = context;
  const { id, model } = target.description;
  if (texts.length < 1 || texts.length > MOST_TEXTS) {
    throw new ModelRequestRejectedError(
      `${id}: ${texts.length} texts to embed. Allowed are 1 to ${MOST_TEXTS} in one call.`,
    );
  }
  const { answer, latencyMs } = await calls.call({
    target,
    timeoutMs,
    signal,
    texts,
    make: async ({ embedding }, abortSignal) => {
      if (embedding === null) return null;
      return await embedding(model).doEmbed({ values: [...texts], abortSignal });
    },
  });
  if (answer === null) {
    const allowed = providers.flatMap(({ embeddingNames }) => embeddingNames ?? []);
    throw new ModelRequestRejectedError(
      `${id}: this provider has no embedding models. Allowed: ${allowed.join(", ")}.`,
    );
  }
  if (answer.embeddings.length !== texts.length) {
    throw new ModelUnavailableError(
      `${id}: ${answer.embeddings.length} vectors came back for ${texts.length} texts.`,
    );
  }
  const body = answer.response?.body;
  const snapshot = isJsonObject(body) ? body.model : undefined;
  return {
    vectors: answer.embeddings,
    modelSnapshot: typeof snapshot === "string" ? snapshot : model,
    usage: {
      inputTokens: answer.usage?.tokens ?? null,
      cachedInputTokens: null,
      cacheWriteTokens: null,
      outputTokens: 0,
      reasoningTokens: null,
    },
    latencyMs,
  };
}
