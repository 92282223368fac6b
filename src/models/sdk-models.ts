import { createAnthropic } from "@ai-sdk/anthropic";
import { createOpenAI } from "@ai-sdk/openai";
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import type { ProviderAccess } from "./provider-access.js";

type OpenaiProvider = ReturnType<typeof createOpenAI>;
/** The AI SDK's chat model: `doGenerate` is one request, without retries. */
export type SdkChatModel = ReturnType<OpenaiProvider["chat"]>;
export type SdkChatRequest = Parameters<SdkChatModel["doGenerate"]>[0];
export type SdkChatAnswer = Awaited<ReturnType<SdkChatModel["doGenerate"]>>;
/** The AI SDK's embedding model. */
export type SdkEmbeddingModel = ReturnType<OpenaiProvider["embedding"]>;

/** The models of one provider. */
export interface SdkModels {
  chat(model: string): SdkChatModel;
  /** Null for a provider without embeddings. */
  readonly embedding: ((model: string) => SdkEmbeddingModel) | null;
}

/**
 * Opens a provider with the Vercel AI SDK. Imported on the first call only: no command should wait for it.
 * Everything is passed, so that the SDK reads no environment variable by itself.
 */
export function openSdkModels({ provider, baseUrl, key }: ProviderAccess): SdkModels {
  if (provider === "anthropic") {
    const anthropic = createAnthropic({ baseURL: baseUrl, apiKey: key ?? "" });
    return { chat: (model) => anthropic(model), embedding: null };
  }
  if (provider === "openai") {
    const openai = createOpenAI({ baseURL: baseUrl, apiKey: key ?? "" });
    // Chat completions, not responses: log probabilities are documented there.
    return { chat: (model) => openai.chat(model), embedding: (model) => openai.embedding(model) };
  }
  const local = createOpenAICompatible({
    name: "local",
    baseURL: baseUrl,
    ...(key === null ? {} : { apiKey: key }),
    supportsStructuredOutputs: true,
  });
  return { chat: (model) => local.chatModel(model), embedding: (model) => local.embeddingModel(model) };
}
