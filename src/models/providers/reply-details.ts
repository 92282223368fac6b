import type { TokenLogprobs } from "../../domain/model/models.js";

/** What a reply says beyond what the SDK reads of it; null = nothing. */
export interface ReplyDetails {
  /** What the model said instead of answering. */
  readonly refusal: string | null;
  readonly systemFingerprint: string | null;
  readonly logprobs: readonly TokenLogprobs[] | null;
}
