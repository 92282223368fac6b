import type { JsonValue } from "../../../src/domain/json/json.js";
import type { ProviderFault } from "./provider-fault.js";
import type { ProviderRequest } from "./provider-request.js";
import type { ProviderUsage } from "./provider-usage.js";
import type { TokenLogprob } from "./token-logprob.js";

/** Why the model stopped, in OpenAI's words; translated for the other APIs. */
export type FinishReason = "stop" | "length" | "tool_calls" | "content_filter";

/** A call of a tool by the model. */
export interface ProviderToolCall {
  readonly name: string;
  readonly input: JsonValue;
}

/** One choice of an answer. */
export interface ProviderChoice {
  readonly text?: string;
  /** Sent as text, or as the input of the tool when the request forces one. */
  readonly json?: JsonValue;
  readonly toolCalls?: readonly ProviderToolCall[];
  /** OpenAI sends it in place of the content; Anthropic as text with `stop_reason: "refusal"`. */
  readonly refusal?: string;
  /** Sent only when the request asks for log probabilities; made up (certain) when left out. */
  readonly logprobs?: readonly TokenLogprob[];
  readonly finishReason?: FinishReason;
}

/** A proper answer. Its own choice fields are those of the only choice; `choices` gives several. */
export interface ProviderCompletion extends ProviderChoice {
  /** Repeated from the start when the request asks for more (`n`). */
  readonly choices?: readonly ProviderChoice[];
  /** One vector per input text, in place of those computed from the texts. */
  readonly embeddings?: readonly (readonly number[])[];
  /** What is left out is counted from the texts; null sends no usage, as some local servers do. */
  readonly usage?: Partial<ProviderUsage> | null;
  /** Time before the first byte; the provider's own when left out. */
  readonly latencyMs?: number;
  /** Pause between the events of a stream. */
  readonly chunkDelayMs?: number;
  /** Model named in the reply, e.g. a dated snapshot; that of the request when left out. */
  readonly model?: string;
  readonly systemFingerprint?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a script answers: a completion or a fault. */
export type ProviderAnswer = ProviderCompletion | ProviderFault;

/** A script: decides the answer to each call. */
export type AnswerFunction = (request: ProviderRequest) => ProviderAnswer | Promise<ProviderAnswer>;

/** True when an answer is a fault. */
export function isProviderFault(answer: ProviderAnswer): answer is ProviderFault {
  return "fault" in answer || "status" in answer;
}
