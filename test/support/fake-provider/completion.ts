import type { FinishReason } from "./provider-answer.js";
import type { ProviderUsage } from "./provider-usage.js";
import type { TokenLogprob } from "./token-logprob.js";

/** One choice with nothing left open. */
export interface CompletionChoice {
  readonly text: string;
  readonly toolCalls: readonly { readonly id: string; readonly name: string; readonly input: string }[];
  readonly refusal: string | null;
  /** Null when the request asked for none. */
  readonly logprobs: readonly TokenLogprob[] | null;
  readonly finishReason: FinishReason;
}

/** An answer completed from the request: what the wire formats are written from. */
export interface Completion {
  /** Digits that make the ids of this reply unlike those of any other. */
  readonly id: string;
  readonly createdAtSeconds: number;
  readonly model: string;
  readonly systemFingerprint: string;
  readonly choices: readonly CompletionChoice[];
  /** Null: the reply carries no usage. */
  readonly usage: ProviderUsage | null;
  /** One vector per input; empty for anything but embeddings. */
  readonly embeddings: readonly (readonly number[])[];
}
