import type { ModelDescription, ModelGateway, ModelRequest } from "../domain/model/models.js";
import { readChatAnswer } from "./chat-answer.js";
import { toChatRequest } from "./chat-request.js";
import { checkModels } from "./check-models.js";
import { embedTexts } from "./embed-texts.js";
import { resolveModelName } from "./model-name.js";
import { costOfCall, findPrice } from "./model-price.js";
import { type ModelSettings, settingFor } from "./model-settings.js";
import { createProviderCalls } from "./provider-calls.js";
import { KNOWN_PROVIDERS } from "./providers/known-providers.js";
import type { Provider } from "./providers/provider.js";

/**
 * The gateway to OpenAI, Anthropic and any OpenAI-compatible server, over the Vercel AI SDK.
 *
 * Keys and base URLs are read from `environment` when a provider is first called; names, capabilities and
 * prices are known without any of them.
 */
export function createModelGateway(options: {
  readonly environment: NodeJS.ProcessEnv;
  readonly settings: ModelSettings;
  readonly now?: () => Date;
}): ModelGateway {
  const { environment, settings, now = () => new Date() } = options;
  const calls = createProviderCalls({
    environment,
    providers: KNOWN_PROVIDERS,
    nowMs: () => now().getTime(),
  });
  const describe = (model: string): ModelDescription => {
    const name = resolveModelName(model);
    const configured = settingFor(settings.capabilities, name.id) ?? {};
    const given = Object.entries(configured).filter(([, value]) => value !== undefined);
    return {
      ...name,
      capabilities: { ...providerOf(name).capabilitiesOf(name.model), ...Object.fromEntries(given) },
      price: findPrice({ name, settings, at: now() }),
    };
  };
  return {
    describe,
    async generate(request, { signal }) {
      const description = describe(request.model);
      const provider = providerOf(description);
      const sent = toChatRequest(request, { description, provider });
      const { answer, latencyMs } = await calls.call({
        description,
        provider,
        timeoutMs: request.timeoutMs,
        signal,
        texts: textsOf(request),
        make: async (models, abortSignal) => {
          const reply = await models.chat(description.model).doGenerate({ ...sent, abortSignal });
          return readChatAnswer(reply, { request, details: provider.readReply(reply) });
        },
      });
      return {
        ...answer,
        modelSnapshot: answer.modelSnapshot ?? description.model,
        costUsd: costOfCall(answer.usage, { name: description, settings, at: now() }),
        latencyMs,
      };
    },
    async embed(request, { signal }) {
      const description = describe(request.model);
      const answer = await embedTexts(request, {
        calls,
        description,
        provider: providerOf(description),
        signal,
      });
      return { ...answer, costUsd: costOfCall(answer.usage, { name: description, settings, at: now() }) };
    },
    check: async (models, { signal }) => {
      if (settings.check !== false) await checkModels(models, { environment, signal });
    },
  };
}

function providerOf({ provider }: { readonly provider: string }): Provider {
  return KNOWN_PROVIDERS.find(({ name }) => name === provider) as Provider;
}

function textsOf({ system, prompt, messages = [] }: ModelRequest): string[] {
  return [system, prompt, ...messages.map(({ content }) => content)].filter((text) => text !== undefined);
}
