import type { ModelCapabilities } from "../../domain/model/models.js";
import { isStrictSchema } from "../strict-schema.js";
import { NO_CAPABILITIES } from "./no-capabilities.js";
import { classifyOpenaiFailure, logprobsAskedFor, openaiModelList, readOpenaiReply } from "./openai-wire.js";
import type { Provider } from "./provider.js";
import { readProviderAccess } from "./provider-access.js";
import type { Retirement } from "./retirement.js";

const everything: ModelCapabilities = {
  logprobs: true,
  temperature: true,
  topP: true,
  n: true,
  seed: true,
  structuredOutput: true,
  maxCompletionTokens: false,
  reasoningEffort: false,
  verbosity: false,
};

/** The o series, and GPT-5 and later but for `gpt-5-chat`; the chat variants of 5.1 and later are held to be such too. */
const reasoning = /^(o\d|gpt-([5-9]|\d\d)(?!-chat))/;

const reasoningModel: ModelCapabilities = {
  ...NO_CAPABILITIES,
  seed: true,
  structuredOutput: true,
  maxCompletionTokens: true,
  reasoningEffort: true,
  verbosity: true,
};

/** The first pattern that fits a name decides. */
const capabilities: readonly (readonly [RegExp, ModelCapabilities])[] = [
  [/^text-embedding-/, NO_CAPABILITIES],
  [/^o1-(mini|preview)/, { ...NO_CAPABILITIES, maxCompletionTokens: true }],
  [/^o\d/, { ...reasoningModel, verbosity: false }],
  [reasoning, reasoningModel],
  [/^gpt-4o(-mini)?-(search|audio|realtime)/, { ...NO_CAPABILITIES, structuredOutput: true }],
  // JSON Schema came with gpt-4o-2024-08-06, and never came to chatgpt-4o-latest.
  [/^(gpt-(3\.5|4o-2024-05-13|4$|4-|4:)|chatgpt-4o)/, { ...everything, structuredOutput: false }],
];

const announced = { source: "developers.openai.com/api/docs/deprecations", asOf: "2026-11-28" };

/** A name and its dated snapshots. */
const SNAPSHOT = "(-\\d{4}(-\\d\\d-\\d\\d)?)?$";

const retirements: readonly Retirement[] = [
  {
    ...announced,
    on: "2026-10-23",
    pattern: new RegExp(
      `^(gpt-3\\.5-turbo|gpt-4|gpt-4-(1106|0125)-preview|gpt-4-turbo|gpt-4\\.1-nano|o1|o1-pro|o3-mini|o4-mini)${SNAPSHOT}|^gpt-4o-2024-05-13$`,
    ),
  },
  {
    ...announced,
    on: "2026-12-11",
    pattern: new RegExp(`^(gpt-5|gpt-5-(mini|nano|pro)|o3|o3-pro)${SNAPSHOT}`),
  },
  {
    ...announced,
    on: "2027-01-14",
    pattern: new RegExp(`^(gpt-4o|gpt-4o-mini|gpt-4\\.1|gpt-4\\.1-mini)${SNAPSHOT}`),
  },
  { ...announced, on: "2027-04-01", pattern: new RegExp(`^gpt-5\\.1${SNAPSHOT}`) },
];

/** OpenAI's own API, or a proxy in front of it. */
export const openai: Provider = {
  name: "openai",
  ownNames: {
    pattern: /^(gpt-|chatgpt-|o\d|text-embedding-|ft:(gpt-|o\d))/,
    described: "OpenAI's own names (gpt-5.4-mini, text-embedding-3-small)",
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
        example: "gpt-5.4-mini",
        baseUrl: "OPENAI_BASE_URL",
        usualBaseUrl: "https://api.openai.com/v1",
        // A bare host cannot be meant.
        lacksVersion: (path) => path === "",
      },
      environment,
    ),
  async open({ baseUrl, key }, fetch) {
    const { createOpenAI } = await import("@ai-sdk/openai");
    const provider = createOpenAI({ baseURL: baseUrl, apiKey: key ?? "", fetch });
    // Chat completions, not responses: log probabilities are documented there.
    return { chat: (model) => provider.chat(model), embedding: (model) => provider.embedding(model) };
  },
  modelList: openaiModelList({ isOptional: false }),
  capabilitiesOf(model, { temperature }) {
    const base = baseOf(model);
    const known = capabilities.find(([pattern]) => pattern.test(base))?.[1] ?? everything;
    // A model without a temperature is a reasoning model, whatever its deployment is called: it wants the limit's newer name.
    return temperature === false ? { ...known, maxCompletionTokens: true } : known;
  },
  priceListId: "openai",
  retirements,
  settingsOf(request, { description, settings }) {
    const { capabilities: can, served } = description;
    const isReasoning = reasoning.test(baseOf(served.model));
    const { maxOutputTokens, stopSequences, ...others } = settings;
    const top = logprobsAskedFor(request.topLogprobs, can.logprobs);
    const options = {
      strictJsonSchema: request.output === undefined || isStrictSchema(request.output.schema),
      // The capabilities decide what is sent, not the SDK's own table of models.
      forceReasoning: false,
      systemMessageMode: isReasoning ? "developer" : "system",
      ...(top === null ? {} : { logprobs: top }),
      ...(can.reasoningEffort && request.reasoningEffort !== undefined
        ? { reasoningEffort: request.reasoningEffort }
        : {}),
      ...(can.verbosity && request.verbosity !== undefined ? { textVerbosity: request.verbosity } : {}),
      ...(can.maxCompletionTokens && maxOutputTokens !== undefined
        ? { maxCompletionTokens: maxOutputTokens }
        : {}),
    };
    return {
      ...others,
      ...(can.maxCompletionTokens || maxOutputTokens === undefined ? {} : { maxOutputTokens }),
      // Reasoning models take no stop sequences.
      ...(isReasoning || stopSequences === undefined ? {} : { stopSequences }),
      providerOptions: { openai: options },
    };
  },
  readReply: readOpenaiReply,
  classifyFailure: classifyOpenaiFailure,
};

/** What a fine-tuned model (`ft:gpt-3.5-turbo:team::id`) was made of, which takes what it takes. */
function baseOf(model: string): string {
  return model.replace(/^ft:/, "");
}
