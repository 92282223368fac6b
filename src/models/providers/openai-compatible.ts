import type { SdkChatAnswer } from "../sdk-models.js";
import { isStrictSchema } from "../strict-schema.js";
import { NO_CAPABILITIES } from "./no-capabilities.js";
import { classifyOpenaiFailure, logprobsAskedFor, openaiModelList, readOpenaiReply } from "./openai-wire.js";
import type { Provider } from "./provider.js";

/** Makes the provider of a server that speaks OpenAI's chat completions; `own` is what tells it from the others. */
export function openaiCompatible(
  own: Pick<
    Provider,
    "name" | "note" | "neededVariable" | "secretVariables" | "access" | "capabilitiesOf" | "priceListId"
  >,
): Provider {
  return {
    ...own,
    ownNames: null,
    embeddingNames: `${own.name}:NAME`,
    async open({ baseUrl, key, headers }, fetch) {
      const { createOpenAICompatible } = await import("@ai-sdk/openai-compatible");
      const provider = createOpenAICompatible({
        name: OPTIONS_KEY,
        baseURL: baseUrl,
        headers: { ...headers },
        fetch,
        ...(key === null ? {} : { apiKey: key }),
        supportsStructuredOutputs: true,
      });
      return {
        chat: (model) => provider.chatModel(model),
        embedding: (model) => provider.embeddingModel(model),
      };
    },
    modelList: openaiModelList({ isOptional: true }),
    retirements: [],
    settingsOf({ output, topLogprobs, reasoningEffort, verbosity }, { description, settings }) {
      const { capabilities } = description;
      const { maxOutputTokens, ...others } = settings;
      const top = logprobsAskedFor(topLogprobs, capabilities.logprobs);
      const renamesLimit = capabilities.maxCompletionTokens && maxOutputTokens !== undefined;
      const options = {
        strictJsonSchema: output === undefined || isStrictSchema(output.schema),
        ...(top === null ? {} : { logprobs: true, top_logprobs: top }),
        ...(renamesLimit ? { max_completion_tokens: maxOutputTokens } : {}),
        ...(capabilities.reasoningEffort && reasoningEffort !== undefined ? { reasoningEffort } : {}),
        ...(capabilities.verbosity && verbosity !== undefined ? { textVerbosity: verbosity } : {}),
      };
      return {
        ...(renamesLimit ? others : settings),
        providerOptions: { [OPTIONS_KEY]: options },
      };
    },
    readReply: (answer) => ({ ...readOpenaiReply(answer), costUsd: readCost(answer) }),
    classifyFailure: classifyOpenaiFailure,
  };
}

/** What routers say that a call cost, in USD: OpenRouter's and others' `usage.cost`. */
function readCost({ usage }: SdkChatAnswer): number | null {
  const cost = usage.raw?.cost;
  return typeof cost === "number" && Number.isFinite(cost) ? cost : null;
}

/** The capabilities of almost every OpenAI-compatible server; a configuration declares others. */
export const COMPATIBLE_CAPABILITIES = { ...NO_CAPABILITIES, temperature: true, topP: true, seed: true };

/** The SDK's name for the provider, which nobody sees. */
const OPTIONS_KEY = "compatible";
