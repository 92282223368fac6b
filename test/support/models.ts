import type { ModelGateway } from "../../src/domain/model/models.js";
import { createModelGateway } from "../../src/models/model-gateway.js";
import type { ModelSettings } from "../../src/models/model-settings.js";
import type { FakeProvider } from "./fake-provider/fake-provider.js";

/** Variables with which all three providers are the fake one; the keys are marked to be found in messages. */
export function providerEnvironment(provider: FakeProvider): NodeJS.ProcessEnv {
  return {
    OPENAI_API_KEY: "sk-openai-MARKER-0001",
    OPENAI_BASE_URL: provider.openaiBaseUrl,
    ANTHROPIC_API_KEY: "sk-ant-MARKER-0002",
    ANTHROPIC_BASE_URL: provider.baseUrl,
    ASSAY_LOCAL_BASE_URL: provider.openaiBaseUrl,
    ASSAY_LOCAL_API_KEY: "local-MARKER-0003",
  };
}

/** The real gateway with the fake provider on the wire, for all of `openai:`, `anthropic:` and `local:`. */
export function createTestGateway(provider: FakeProvider, settings: ModelSettings = {}): ModelGateway {
  return createModelGateway({ environment: providerEnvironment(provider), settings });
}
