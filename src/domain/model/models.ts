import type { JsonObject, JsonValue } from "../json/json.js";
import type { ChatContent } from "./chat-content.js";
import type { TokenUsage } from "./token-usage.js";

/** One message of a conversation with a model. */
export interface ChatMessage {
  /** Who says it. */
  readonly role: "system" | "user" | "assistant";
  /** A text, or parts such as images. */
  readonly content: ChatContent;
}

/** What a pipeline or evaluator asks of a language model; either `prompt` or `messages`. */
export interface ModelRequest {
  /** `gpt-5.4-mini`, `claude-sonnet-4-6`, `openai:NAME`, `anthropic:NAME`, `local:NAME`, or a configured provider's. */
  readonly model: string;
  /** The system message. */
  readonly system?: string | undefined;
  /** The user's message. Either this or `messages`. */
  readonly prompt?: string | undefined;
  /** A conversation. */
  readonly messages?: readonly ChatMessage[] | undefined;
  /** From 0 to 2; not sent to models that take none. */
  readonly temperature?: number | undefined;
  /** From 0 to 1. */
  readonly topP?: number | undefined;
  /** Longest answer in tokens. */
  readonly maxOutputTokens?: number | undefined;
  /** A whole number, for models that take one. */
  readonly seed?: number | undefined;
  /** Texts at which the answer ends. */
  readonly stopSequences?: readonly string[] | undefined;
  /** How much a reasoning model thinks, as the provider names it: `minimal`, `low`, `medium`, `high` … */
  readonly reasoningEffort?: string | undefined;
  /** How much a model says: `low`, `medium` or `high`. */
  readonly verbosity?: "low" | "medium" | "high" | undefined;
  /** Structured output: the answer's `object` fits this JSON Schema, if the model supports that. */
  readonly output?: { readonly name: string; readonly schema: JsonObject } | undefined;
  /** Number of alternatives per token whose log probabilities are requested; not sent to models without them. */
  readonly topLogprobs?: number | undefined;
  /** Longest time for one request; 120 s by default. */
  readonly timeoutMs?: number | undefined;
}

/** A token of an answer with its alternatives, most probable first. */
export interface TokenLogprobs {
  /** The token of the answer. */
  readonly token: string;
  /** Its natural logarithm of probability. */
  readonly logprob: number;
  /** The most probable tokens at this place. */
  readonly alternatives: readonly { readonly token: string; readonly logprob: number }[];
}

/** All reasons why an answer may end. */
export const FINISH_REASONS = [
  "stop",
  "length",
  "content-filter",
  "refusal",
  "tool-calls",
  "error",
  "other",
] as const;

/**
 * Why an answer ended. `length`: cut off at the limit of output tokens. `content-filter`: a filter of the provider held
 * it back, wholly or in part. `refusal`: the model itself refused to answer.
 */
export type FinishReason = (typeof FINISH_REASONS)[number];

/** The answer of a model. Latency is the provider's time alone, without waiting for limits. */
export interface ModelAnswer {
  /** The answer, without the model's reasoning. */
  readonly text: string;
  /**
   * The parsed structured output, the last complete object of the text; null when none was asked for or the text is
   * no JSON.
   */
  readonly object: JsonValue | null;
  /** The model's reasoning, if the model or its server shows it; it is not part of `text`. */
  readonly reasoning: string | null;
  /** Why the answer ended. */
  readonly finishReason: FinishReason;
  /** The model's refusal, if the provider returns it apart from the text. */
  readonly refusal: string | null;
  /** The model as the provider names it in its reply, such as a dated snapshot. */
  readonly modelSnapshot: string;
  /** The provider's fingerprint of its system, if it gives one. */
  readonly systemFingerprint: string | null;
  /** Tokens, as the provider counts them. */
  readonly usage: TokenUsage;
  /** Null = the price is unknown. */
  readonly costUsd: number | null;
  /** Time that the provider took, in milliseconds. */
  readonly latencyMs: number;
  /** Log probabilities by token; null when none were asked for or given. */
  readonly logprobs: readonly TokenLogprobs[] | null;
  /** The parameters that were really sent. */
  readonly parameters: JsonObject;
}

/** Asks for the embeddings of texts. */
export interface EmbeddingRequest {
  /** An embedding model. */
  readonly model: string;
  /** At least one. */
  readonly texts: readonly string[];
  /** Longest time for one request; 120 s by default. */
  readonly timeoutMs?: number | undefined;
}

/** One vector per text, in their order. */
export interface EmbeddingAnswer {
  /** One per text, in their order. */
  readonly vectors: readonly (readonly number[])[];
  /** The model as the provider names it in its reply. */
  readonly modelSnapshot: string;
  /** Tokens, as the provider counts them. */
  readonly usage: TokenUsage;
  /** Null = the price is unknown. */
  readonly costUsd: number | null;
  /** Time that the provider took, in milliseconds. */
  readonly latencyMs: number;
}

/** What identifies a call over retries, restarts and repetitions. */
export interface CallIdentity {
  /**
   * Names the call within its step, such as `g_eval/depth`. Once a call with a key has finished, it is never made again
   * for this run and step, even if the code around it is tried again. Without a key, the call is identified by its
   * position among the step's calls, and is made again after a failed try.
   */
  readonly key?: string | undefined;
  /** Distinguishes independent samples of one question: 0, 1, 2 …. No cache answers one sample with another. */
  readonly sampleIndex?: number | undefined;
  /** Name of the observation; the model's by default. */
  readonly name?: string | undefined;
}

/**
 * The models as a pipeline or evaluator gets them: each call is an observation of the run's trace, paid once,
 * within limits and budget.
 *
 * @throws TransientModelError when the provider cannot answer now. Do not catch it: the step is tried again later.
 * @throws PermanentError when trying again cannot help.
 */
export interface Models {
  /** Asks a language model. */
  generate(request: ModelRequest & CallIdentity): Promise<ModelAnswer>;
  /** Asks an embedding model. */
  embed(request: EmbeddingRequest & CallIdentity): Promise<EmbeddingAnswer>;
  /** What a model can do. @throws ModelNameInvalidError */
  describe(model: string): ModelDescription;
}

/** What may be sent to a model, and what it can return. */
export interface ModelCapabilities {
  /** Log probabilities of tokens. */
  readonly logprobs: boolean;
  /** Takes a temperature. */
  readonly temperature: boolean;
  /** Takes top-p. */
  readonly topP: boolean;
  /** Several answers to one request. */
  readonly n: boolean;
  /** Takes a seed. */
  readonly seed: boolean;
  /** Can be forced to answer by a JSON Schema. */
  readonly structuredOutput: boolean;
  /** The limit of output tokens is called `max_completion_tokens`, as with OpenAI's reasoning models. */
  readonly maxCompletionTokens: boolean;
  /** Takes a reasoning effort. */
  readonly reasoningEffort: boolean;
  /** Takes a verbosity. */
  readonly verbosity: boolean;
}

/** USD per million tokens; null = not known. */
export interface ModelPrice {
  /** Of input. */
  readonly inputUsd: number;
  /** Of input that was read from a cache. */
  readonly cachedInputUsd: number | null;
  /** Of input that was written to a cache. */
  readonly cacheWriteUsd: number | null;
  /** Of output. */
  readonly outputUsd: number;
}

/** A model name resolved. */
export interface ModelDescription {
  /** `provider:model`. */
  readonly id: string;
  /** The part of the name before the colon. */
  readonly provider: string;
  /** The part of the name after the colon. */
  readonly model: string;
  /** The model whose capabilities and price apply; for a deployment, the model that it serves. */
  readonly served: { readonly id: string; readonly model: string };
  /** What may be sent to it, and what it can return. */
  readonly capabilities: ModelCapabilities;
  /** When the provider retires the model that is served, and where it says so; null = no retirement is known. */
  readonly retirement: { readonly on: string; readonly source: string } | null;
  /** Null = unknown; a call then has an unknown cost. */
  readonly price: ModelPrice | null;
}

/** When a provider's own list of models says that it shuts one down. */
export interface ListedRetirement {
  /** The model as `provider:NAME`. */
  readonly id: string;
  /** `YYYY-MM-DD`. */
  readonly on: string;
  /** Where it says so. */
  readonly source: string;
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
   * Asks each provider once, for nothing, whether key and base URL work and the models exist. Returns when they are
   * shut down, where the provider's list says so.
   *
   * @throws ModelKeyMissingError, ModelKeyRejectedError, ModelNotFoundError, ModelUnreachableError
   */
  check(
    models: readonly string[],
    options: { readonly signal: AbortSignal },
  ): Promise<readonly ListedRetirement[]>;
}
