import type { ModelCapabilities } from "../../domain/model/models.js";

/** What nothing is known of; providers say what their models have beyond it. */
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
