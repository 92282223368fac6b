import { isStrictSchema } from "../strict-schema.js";
import { NO_CAPABILITIES } from "./no-capabilities.js";
import { classifyOpenaiFailure, logprobsAskedFor, openaiModelList, readOpenaiReply } from "./openai-wire.js";
import type { Provider } from "./provider.js";
import { readProviderAccess } from "./provider-access.js";

/** The OpenAI-compatible server at ASSAY_LOCAL_BASE_URL: Ollama, vLLM, LM Studio, a proxy. */
export const local: Provider = {
  name: "local",
  ownNames: null,
  note: "local: is the OpenAI-compatible server at ASSAY_LOCAL_BASE_URL",
  neededVariable: "ASSAY_LOCAL_BASE_URL",
  embeddingNames: "local:NAME",
  secretVariables: ["ASSAY_LOCAL_API_KEY"],
  access: (environment) =>
    readProviderAccess(
      {
        provider: "local",
        key: "ASSAY_LOCAL_API_KEY",
        example: null,
        baseUrl: "ASSAY_LOCAL_BASE_URL",
        usualBaseUrl: null,
        lacksVersion: (path) => path === "",
      },
      environment,
    ),
  async open({ baseUrl, key }) {
    const { createOpenAICompatible } = await import("@ai-sdk/openai-compatible");
    const provider = createOpenAICompatible({
      name: "local",
      baseURL: baseUrl,
      ...(key === null ? {} : { apiKey: key }),
      supportsStructuredOutputs: true,
    });
    return {
      chat: (model) => provider.chatModel(model),
      embedding: (model) => provider.embeddingModel(model),
    };
  },
  modelList: openaiModelList({ isOptional: true }),
  // What almost every OpenAI-compatible server takes; the rest is for the configuration to say.
  capabilitiesOf: () => ({ ...NO_CAPABILITIES, temperature: true, topP: true, seed: true }),
  // The price list knows hosted models; whatever a local server calls its model, it is not that one.
  priceListId: null,
  settingsOf({ output, topLogprobs }, { description, settings }) {
    const top = logprobsAskedFor(topLogprobs, description.capabilities.logprobs);
    const strictJsonSchema = output === undefined || isStrictSchema(output.schema);
    const logprobs = top === null ? {} : { logprobs: true, top_logprobs: top };
    return { ...settings, providerOptions: { local: { strictJsonSchema, ...logprobs } } };
  },
  readReply: readOpenaiReply,
  classifyFailure: classifyOpenaiFailure,
};
