import type { openai } from "@ai-sdk/openai";

/** The AI SDK's chat model: `doGenerate` is one request, without retries. */
export type SdkChatModel = ReturnType<typeof openai.chat>;
export type SdkChatRequest = Parameters<SdkChatModel["doGenerate"]>[0];
export type SdkChatAnswer = Awaited<ReturnType<SdkChatModel["doGenerate"]>>;
/** The AI SDK's embedding model. */
export type SdkEmbeddingModel = ReturnType<typeof openai.embedding>;

/** The models of one provider. */
export interface SdkModels {
  chat(model: string): SdkChatModel;
  /** Null for a provider without embeddings. */
  readonly embedding: ((model: string) => SdkEmbeddingModel) | null;
}
