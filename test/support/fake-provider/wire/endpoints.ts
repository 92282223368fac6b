import type { ProviderEndpoint } from "../provider-request.js";
import { chatProtocol } from "./chat-protocol.js";
import { embeddingsProtocol } from "./embeddings-protocol.js";
import { messagesProtocol } from "./messages-protocol.js";
import type { ProviderApi } from "./provider-api.js";
import { responsesProtocol } from "./responses-protocol.js";
import type { WireProtocol } from "./wire-protocol.js";

/** Where an endpoint lives and how it speaks. */
export interface Endpoint {
  readonly name: ProviderEndpoint;
  readonly method: "GET" | "POST";
  readonly api: ProviderApi;
  /** Null for the list of models, which no script answers. */
  readonly protocol: WireProtocol | null;
}

/** The paths that are served. `/v1/models` follows Anthropic's form when its version header is sent. */
export const endpoints: Readonly<Record<string, Endpoint>> = {
  "/v1/chat/completions": { name: "chat", method: "POST", api: "openai", protocol: chatProtocol },
  "/v1/responses": { name: "responses", method: "POST", api: "openai", protocol: responsesProtocol },
  "/v1/embeddings": { name: "embeddings", method: "POST", api: "openai", protocol: embeddingsProtocol },
  "/v1/messages": { name: "messages", method: "POST", api: "anthropic", protocol: messagesProtocol },
  "/v1/models": { name: "models", method: "GET", api: "openai", protocol: null },
};
