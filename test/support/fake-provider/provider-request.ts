import type { JsonObject } from "../../../src/domain/json/json.js";

/** The part of a provider's API that a request asked for. */
export type ProviderEndpoint = "chat" | "responses" | "embeddings" | "messages" | "models";

/** What a request asks for, read from the body of whichever API it came through. */
export interface RequestContent {
  /** Text of the system messages, `instructions` or `system`. */
  readonly systemText: string;
  /** Text of the last user message. */
  readonly userText: string;
  /** All text that is sent, in order: what input tokens are counted from. */
  readonly promptText: string;
  /** Texts to embed; empty for other endpoints. */
  readonly inputs: readonly string[];
  /** How many alternatives per token were asked for; null when no log probabilities were. */
  readonly topLogprobs: number | null;
  /** `n` of chat completions, 1 elsewhere. */
  readonly choiceCount: number;
  readonly responseFormat: "text" | "json_object" | "json_schema";
  /** Schema that the answer has to fit: of the response format, or of the tool that is forced. */
  readonly responseSchema: JsonObject | null;
  /** Tool that `tool_choice` forces the model to call. */
  readonly forcedTool: string | null;
}

/** One model call as a script sees it. */
export interface ProviderRequest extends RequestContent {
  /** 1 for the first call that the provider received. */
  readonly number: number;
  /** 1 for the first call with exactly this body, 2 when it is repeated (retry or resampling). */
  readonly attempt: number;
  readonly endpoint: ProviderEndpoint;
  readonly path: string;
  readonly model: string;
  readonly body: JsonObject;
  readonly headers: Readonly<Record<string, string>>;
  readonly stream: boolean;
  /** Aborted when the client goes away or the provider stops. */
  readonly signal: AbortSignal;
}
