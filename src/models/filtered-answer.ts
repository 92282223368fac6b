import type { ModelContentFilteredError } from "../domain/model/model-errors.js";
import type { ModelAnswer } from "../domain/model/models.js";

/**
 * The answer to a request that the provider's filter refused: empty, as one whose text the filter held back. What it
 * took is not known.
 */
export function filteredAnswer({ parameters }: ModelContentFilteredError): Omit<
  ModelAnswer,
  "costUsd" | "latencyMs" | "modelSnapshot"
> & {
  readonly modelSnapshot: null;
} {
  return {
    text: "",
    object: null,
    reasoning: null,
    finishReason: "content-filter",
    refusal: null,
    modelSnapshot: null,
    systemFingerprint: null,
    usage: {
      inputTokens: null,
      cachedInputTokens: null,
      cacheWriteTokens: null,
      outputTokens: null,
      reasoningTokens: null,
    },
    logprobs: null,
    parameters,
  };
}
