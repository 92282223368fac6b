import type { ModelCapabilities } from "../../domain/model/models.js";

/** The capabilities of an unknown model; providers declare what their models have beyond them. */
export const NO_CAPABILITIES: ModelCapabilities = {
  logprobs: false,
  temperature: false,
  topP: false,
  n: false,
  seed: false,
  structuredOutput: false,
  maxCompletionTokens: false,
  reasoningEffort: false,
  verbosity: false,
};
