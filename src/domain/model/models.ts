import type { JsonObject, JsonValue } from "../json/json.js";
import type { TokenUsage } from "./token-usage.js";

/** One message of a conversation with a model. */
export interface ChatMessage {
  readonly role: "system" | "user" | "assistant";
  readonly content: string;
}

/** What a pipeline or evaluator asks of a language model; either `prompt` or `messages`. */
export interface ModelRequest {
  /** `gpt-4o`, `claude-sonnet-4-20250514`, `openai:NAME`, `anthropic:NAME`, `local:NAME`. */
  readonly model: string;
  readonly system?: string | undefined;
  readonly prompt?: string | undefined;
  readonly messages?: readonly ChatMessage[] | undefined;
  readonly temperature?: number | undefined;
  readonly topP?: number | undefined;
  readonly maxOutputTokens?: number | undefined;
  readonly seed?: number | undefined;
  readonly stopSequences?: readonly string[] | undefined;
  /** Structured output: the answer's `object` fits this JSON Schema where the model can be held to it. */
  readonly output?: { readonly name: string; readonly schema: JsonObject } | undefined;
  /** Asks for the log probabilities of so many alternatives per token; left out for a model without them. */
  readonly topLogprobs?: number | undefined;
  readonly timeoutMs?: number | undefined;
}

/** A token of an answer with its alternatives, most probable first. */
export interface TokenLogprobs {
  readonly token: string;
  readonly logprob: number;
  readonly alternatives: readonly { readonly token: string; readonly logprob: number }[];
}

/** What came back. Latency is the provider's alone, without any waiting for a turn. */
export interface ModelAnswer {
  readonly text: string;
  /** The parsed structured output; null when none was asked for or the text is no JSON. */
  readonly object: JsonValue | null;
  readonly finishReason: "stop" | "length" | "content-filter" | "tool-calls" | "error" | "other";
  /** What the model said instead of answering. */
  readonly refusal: string | null;
  /** The model as the provider names it in its reply, such as a dated snapshot. */
  readonly modelSnapshot: string;
  readonly systemFingerprint: string | null;
  readonly usage: TokenUsage;
  /** Null = the price is unknown. */
  readonly costUsd: number | null;
  readonly latencyMs: number;
  readonly logprobs: readonly TokenLogprobs[] | null;
  /** The parameters that were really sent. */
  readonly parameters: JsonObject;
}

/** Asks for the embeddings of texts. */
export interface EmbeddingRequest {
  readonly model: string;
  readonly texts: readonly string[];
  readonly timeoutMs?: number | undefined;
}

/** One vector per text, in their order. */
export interface EmbeddingAnswer {
  readonly vectors: readonly (readonly number[])[];
  readonly modelSnapshot: string;
  readonly usage: TokenUsage;
  readonly costUsd: number | null;
  readonly latencyMs: number;
}

/** What makes a call one and the same over retries, restarts and repetitions. */
export interface CallIdentity {
  /**
   * Names the call within its step, such as `g_eval/depth`. A call with a key that has finished is never made
   * again for this run and step, whatever is tried again around it. Without a key, its place in the order of
   * the step's calls counts, and a try that failed starts anew.
   */
  readonly key?: string | undefined;
  /** Tells independent samples of one question apart: 0, 1, 2 …; no cache ever makes two of them one. */
  readonly sampleIndex?: number | undefined;
  /** Name of the observation; the model's by default. */
  readonly name?: string | undefined;
}

/**
 * The models as a pipeline or evaluator gets them: each call is an observation of the run's trace, paid once,
 * within limits and budget.
 *
 * @throws TransientModelError when the provider cannot answer now: let it pass, the step is tried again later.
 * @throws PermanentError when trying again cannot help.
 */
export interface Models {
  generate(request: ModelRequest & CallIdentity): Promise<ModelAnswer>;
  embed(request: EmbeddingRequest & CallIdentity): Promise<EmbeddingAnswer>;
  /** What a model can do. @throws ModelNameInvalidError */
  describe(model: string): ModelDescription;
}

/** What may be sent to a model, and what it can give. */
export interface ModelCapabilities {
  readonly logprobs: boolean;
  readonly temperature: boolean;
  readonly topP: boolean;
  /** Several answers to one request. */
  readonly n: boolean;
  readonly seed: boolean;
  readonly structuredOutput: boolean;
}

/** USD per million tokens; null = not known. */
export interface ModelPrice {
  readonly inputUsd: number;
  readonly cachedInputUsd: number | null;
  readonly cacheWriteUsd: number | null;
  readonly outputUsd: number;
}

export type ModelProvider = "openai" | "anthropic" | "local";

/** A model name resolved. */
export interface ModelDescription {
  /** `provider:model`. */
  readonly id: string;
  readonly provider: ModelProvider;
  readonly model: string;
  readonly capabilities: ModelCapabilities;
  /** Null = unknown; a call then has an unknown cost. */
  readonly price: ModelPrice | null;
}

/** The providers behind one interface; knows keys, wire formats and prices, nothing of runs. */
export interface ModelGateway {
  /** @throws ModelNameInvalidError */
  describe(model: string): ModelDescription;
  /** One request, no retry of its own. @throws TransientModelError, PermanentError */
  generate(request: ModelRequest, options: { readonly signal: AbortSignal }): Promise<ModelAnswer>;
  embed(request: EmbeddingRequest, options: { readonly signal: AbortSignal }): Promise<EmbeddingAnswer>;
  /** Whether keys and addresses of these models are set; asks nobody. @throws ModelKeyMissingError and its kin. */
  requireKeys(models: readonly string[]): void;
  /**
   * Asks each provider once, for nothing, whether key and base URL work and the models exist.
   *
   * @throws ModelKeyMissingError, ModelKeyRejectedError, ModelNotFoundError, ModelUnreachableError
   */
  check(models: readonly string[], options: { readonly signal: AbortSignal }): Promise<void>;
}
