import { isJsonObject, type JsonValue } from "../../domain/json/json.js";
import { ModelRequestRejectedError } from "../../domain/model/model-errors.js";
import type { SdkChatAnswer } from "../sdk-models.js";
import { NO_CAPABILITIES } from "./no-capabilities.js";
import { classifyOpenaiFailure, readOpenaiReply } from "./openai-wire.js";
import type { Provider } from "./provider.js";
import type { SdkProvider } from "./provider-definition.js";

/** Makes a provider of one of the AI SDK that the configuration hands over, such as Google's or Bedrock's. */
export function sdkProvider(name: string, provider: SdkProvider): Provider {
  const { embeddingModel } = provider;
  return {
    name,
    ownNames: null,
    note: null,
    neededVariable: null,
    embeddingNames: embeddingModel === undefined ? null : `${name}:NAME`,
    secretVariables: [],
    access: () => ({
      provider: name,
      baseUrl: "",
      query: "",
      key: null,
      headers: {},
      keyVariable: `the key of models.providers.${name}`,
      baseUrlVariable: `models.providers.${name}`,
    }),
    open: async () => ({
      chat(model) {
        const opened = provider.languageModel(model);
        if (opened.specificationVersion === "v3") return opened;
        throw new ModelRequestRejectedError(
          `${name}:${model}: the provider speaks ${String(opened.specificationVersion)} of the AI SDK's interface. Allowed is v3, that of AI SDK 6.`,
        );
      },
      embedding: embeddingModel === undefined ? null : (model) => embeddingModel.call(provider, model),
    }),
    modelList: null,
    retirements: [],
    // What the SDK's providers take, or leave out by themselves.
    capabilitiesOf: () => ({
      ...NO_CAPABILITIES,
      temperature: true,
      topP: true,
      seed: true,
      structuredOutput: true,
    }),
    // Named as in the price list (google, aws, azure, groq …), it has the prices of the list.
    priceListId: name,
    settingsOf({ reasoningEffort, verbosity }, { description: { capabilities }, settings }) {
      const options = {
        ...(capabilities.reasoningEffort && reasoningEffort !== undefined ? { reasoningEffort } : {}),
        ...(capabilities.verbosity && verbosity !== undefined ? { textVerbosity: verbosity } : {}),
      };
      if (Object.keys(options).length === 0) return settings;
      return { ...settings, providerOptions: { [name]: options, openai: options } };
    },
    readReply: (answer) => ({ ...readOpenaiReply(answer), reasoning: null, costUsd: readCost(answer) }),
    classifyFailure: classifyOpenaiFailure,
  };
}

/** What the provider says that the call cost: OpenRouter's `usage.cost`, the Vercel gateway's `cost`. */
function readCost({ providerMetadata = {} }: SdkChatAnswer): number | null {
  for (const { usage, cost } of Object.values(providerMetadata) as readonly Readonly<
    Record<string, JsonValue>
  >[]) {
    const told = isJsonObject(usage ?? null) ? (usage as { cost?: JsonValue }).cost : cost;
    const number = typeof told === "string" && told.trim() !== "" ? Number(told) : told;
    if (typeof number === "number" && Number.isFinite(number)) return number;
  }
  return null;
}
