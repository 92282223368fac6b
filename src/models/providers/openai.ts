import type { ModelCapabilities } from "../../domain/model/models.js";
import { isStrictSchema } from "../strict-schema.js";
import { NO_CAPABILITIES } from "./no-capabilities.js";
import { classifyOpenaiFailure, logprobsAskedFor, openaiModelList, readOpenaiReply } from "./openai-wire.js";
import type { Provider } from "./provider.js";
import { readProviderAccess } from "./provider-access.js";

const everything: ModelCapabilities = {
  logprobs: true,
  temperature: true,
  topP: true,
  n: true,
  seed: true,
  structuredOutput: true,
};

/** The o series, and GPT-5 and later but for `gpt-5-chat`; the chat variants of 5.1 and later are held to be such too. */
const reasoning = /^(o\d|gpt-([5-9]|\d\d)(?!-chat))/;

/** The first pattern that fits a name decides. */
const capabilities: readonly (readonly [RegExp, ModelCapabilities])[] = [
  [/^text-embedding-/, NO_CAPABILITIES],
  [/^o1-(mini|preview)/, NO_CAPABILITIES],
  [reasoning, { ...NO_CAPABILITIES, seed: true, structuredOutput: true }],
  [/^gpt-4o(-mini)?-(search|audio|realtime)/, { ...NO_CAPABILITIES, structuredOutput: true }],
  // JSON Schema came with gpt-4o-2024-08-06, and never came to chatgpt-4o-latest.
  [/^(gpt-(3\.5|4o-2024-05-13|4$|4-|4:)|chatgpt-4o)/, { ...everything, structuredOutput: false }],
];

/** OpenAI's own API, or a proxy in front of it. */
export const openai: Provider = {
  name: "openai",
  ownNames: {
    pattern: /^(gpt-|chatgpt-|o\d|text-embedding-|ft:(gpt-|o\d))/,
    described: "OpenAI's own names (gpt-4o, o3-mini, text-embedding-3-small)",
  },
  note: null,
  neededVariable: "OPENAI_API_KEY",
  embeddingNames: "openai:NAME (text-embedding-3-small)",
  secretVariables: ["OPENAI_API_KEY"],
  access: (environment) =>
    readProviderAccess(
      {
        provider: "openai",
        key: "OPENAI_API_KEY",
        example: "gpt-4o",
        baseUrl: "OPENAI_BASE_URL",
        usualBaseUrl: "https://api.openai.com/v1",
        // A bare host cannot be meant.
        lacksVersion: (path) => path === "",
      },
      environment,
    ),
  async open({ baseUrl, key }) {
    const { createOpenAI } = await import("@ai-sdk/openai");
    const provider = createOpenAI({ baseURL: baseUrl, apiKey: key ?? "" });
    // Chat completions, not responses: log probabilities are documented there.
    return { chat: (model) => provider.chat(model), embedding: (model) => provider.embedding(model) };
  },
  modelList: openaiModelList({ isOptional: false }),
  capabilitiesOf(model) {
    const base = baseOf(model);
    return capabilities.find(([pattern]) => pattern.test(base))?.[1] ?? everything;
  },
  priceListId: "openai",
  settingsOf(request, { description, settings }) {
    const isReasoning = reasoning.test(baseOf(description.model));
    const { maxOutputTokens, stopSequences, ...others } = settings;
    const top = logprobsAskedFor(request.topLogprobs, description.capabilities.logprobs);
    const options = {
      strictJsonSchema: request.output === undefined || isStrictSchema(request.output.schema),
      // The capabilities decide what is sent, not the SDK's own table of models.
      forceReasoning: false,
      systemMessageMode: isReasoning ? "developer" : "system",
      ...(top === null ? {} : { logprobs: top }),
    };
    // Reasoning models have another name for the limit, and take no stop sequences.
    if (isReasoning) {
      const limit = maxOutputTokens === undefined ? {} : { maxCompletionTokens: maxOutputTokens };
      return { ...others, providerOptions: { openai: { ...options, ...limit } } };
    }
    return { ...settings, providerOptions: { openai: options } };
  },
  readReply: readOpenaiReply,
  classifyFailure: classifyOpenaiFailure,
};

/** What a fine-tuned model (`ft:gpt-3.5-turbo:team::id`) was made of, which takes what it takes. */
function baseOf(model: string): string {
  return model.replace(/^ft:/, "");
}
