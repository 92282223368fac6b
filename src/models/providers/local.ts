import { COMPATIBLE_CAPABILITIES, openaiCompatible } from "./openai-compatible.js";
import type { Provider } from "./provider.js";
import { readProviderAccess } from "./provider-access.js";

/** The OpenAI-compatible server at ASSAY_LOCAL_BASE_URL: Ollama, vLLM, LM Studio, a proxy. */
export const local: Provider = openaiCompatible({
  name: "local",
  note: "local: is the OpenAI-compatible server at ASSAY_LOCAL_BASE_URL",
  neededVariable: "ASSAY_LOCAL_BASE_URL",
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
  capabilitiesOf: () => COMPATIBLE_CAPABILITIES,
  // The price list knows hosted models; whatever a local server calls its model, it is not that one.
  priceListId: null,
});
