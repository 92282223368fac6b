import type { TokenLogprobs } from "../../domain/model/models.js";

/** What a reply says beyond what the SDK reads of it; null = nothing. */
export interface ReplyDetails {
  /** What the model said instead of answering. */
  readonly refusal: string | null;
  /** What the server tells of the model's reasoning apart from its text; null where the SDK reads it, or there is none. */
  readonly reasoning: string | null;
  /** What the provider says that the call cost, in USD. */
  readonly costUsd: number | null;
  readonly systemFingerprint: string | null;
  readonly logprobs: readonly TokenLogprobs[] | null;
}
