import type { ModelDescription, ModelGateway, ModelRequest } from "../domain/model/models.js";
import { readChatAnswer } from "./chat-answer.js";
import { toChatRequest } from "./chat-request.js";
import { checkModels } from "./check-models.js";
import { embedTexts } from "./embed-texts.js";
import { findCapabilities } from "./model-capabilities.js";
import { resolveModelName } from "./model-name.js";
import { costOfCall, findPrice } from "./model-price.js";
import { type ModelSettings, settingFor } from "./model-settings.js";
import { readProviderAccess } from "./provider-access.js";
import { createProviderCalls } from "./provider-calls.js";

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
  const calls = createProviderCalls({ environment, nowMs: () => now().getTime() });
  const describe = (model: string): ModelDescription => {
    const name = resolveModelName(model);
    const configured = settingFor(settings.capabilities, name.id) ?? {};
    const given = Object.entries(configured).filter(([, value]) => value !== undefined);
    return {
      ...name,
      capabilities: { ...findCapabilities(name), ...Object.fromEntries(given) },
      price: findPrice({ name, settings, at: now() }),
    };
  };
  return {
    describe,
    async generate(request, { signal }) {
      const description = describe(request.model);
      const sent = toChatRequest(request, description);
      const { answer, latencyMs } = await calls.call({
        description,
        timeoutMs: request.timeoutMs,
        signal,
        texts: textsOf(request),
        make: async (models, abortSignal) => {
          const reply = await models.chat(description.model).doGenerate({ ...sent, abortSignal });
          return readChatAnswer(reply, request);
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
      const answer = await embedTexts(request, { calls, description, signal });
      return { ...answer, costUsd: costOfCall(answer.usage, { name: description, settings, at: now() }) };
    },
    requireKeys: (models) => {
      if (settings.check === false) return;
      const providers = new Set(models.map((model) => resolveModelName(model).provider));
      for (const provider of providers) readProviderAccess(provider, environment);
    },
    check: async (models, { signal }) => {
      if (settings.check !== false) await checkModels(models, { environment, signal });
    },
  };
}

function textsOf({ system, prompt, messages = [] }: ModelRequest): string[] {
  return [system, prompt, ...messages.map(({ content }) => content)].filter((text) => text !== undefined);
}
