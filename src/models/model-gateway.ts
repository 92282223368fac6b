import { textOfContent } from "../domain/model/chat-content.js";
import { ModelContentFilteredError } from "../domain/model/model-errors.js";
import type { ModelDescription, ModelGateway, ModelRequest } from "../domain/model/models.js";
import { readChatAnswer } from "./chat-answer.js";
import { toChatRequest } from "./chat-request.js";
import { checkModels } from "./check-models.js";
import { embedTexts } from "./embed-texts.js";
import { filteredAnswer } from "./filtered-answer.js";
import { resolveModelName } from "./model-name.js";
import { costOfCall, findPrice } from "./model-price.js";
import { type ModelSettings, settingFor } from "./model-settings.js";

import { type CallTarget, createProviderCalls } from "./provider-calls.js";
import { createProviders } from "./providers/create-providers.js";
import type { Provider } from "./providers/provider.js";

/**
 * The gateway to OpenAI, Anthropic, any OpenAI-compatible server and the configuration's own providers, over the
 * Vercel AI SDK.
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
  const providers = createProviders(settings.providers);
  const calls = createProviderCalls({ environment, providers, nowMs: () => now().getTime() });
  const aim = (model: string): CallTarget => {
    const name = resolveModelName(model, providers);
    const deployed = settingFor(settings.deployments, name.id);
    const served = deployed === undefined ? name : resolveModelName(deployed, providers);
    const priced = () => ({ name, served, providers, settings, at: now() });
    return {
      provider: providerOf(name, providers),
      description: {
        ...name,
        served,
        capabilities: capabilitiesOf({ name, served, providers, settings }),
        retirement: retirementOf(served, providers),
        price: findPrice(priced()),
      },
      costOf: (usage) => costOfCall(usage, priced()),
    };
  };
  return {
    describe: (model) => aim(model).description,
    async generate(request, { signal }) {
      const target = aim(request.model);
      const { description, provider } = target;
      const sent = toChatRequest(request, target);
      const { answer, latencyMs } = await calls.call({
        target,
        timeoutMs: request.timeoutMs,
        signal,
        texts: textsOf(request),
        make: async (models, abortSignal) => {
          const reply = await models.chat(description.model).doGenerate({ ...sent, abortSignal });
          const details = provider.readReply(reply);
          return { costUsd: details.costUsd, ...readChatAnswer(reply, { request, details }) };
        },
        recover: (error) =>
          error instanceof ModelContentFilteredError ? { costUsd: null, ...filteredAnswer(error) } : null,
      });
      return {
        ...answer,
        modelSnapshot: answer.modelSnapshot ?? description.model,
        costUsd: answer.costUsd ?? target.costOf(answer.usage),
        latencyMs,
      };
    },
    async embed(request, { signal }) {
      const target = aim(request.model);
      const answer = await embedTexts(request, { calls, target, providers, signal });
      return { ...answer, costUsd: target.costOf(answer.usage) };
    },
    requireKeys: (models) => {
      if (settings.check === false) return;
      const asked = new Set(models.map((model) => aim(model).provider));
      for (const provider of asked) provider.access(environment);
    },
    check: async (models, { signal }) => {
      return settings.check === false ? [] : await checkModels(models, { environment, settings, signal });
    },
  };
}

/** What the model takes by the name it really has, and what the configuration says of it. */
function capabilitiesOf({
  name,
  served,
  providers,
  settings,
}: {
  readonly name: ModelDescription["served"];
  readonly served: ModelDescription["served"] & { readonly provider: string };
  readonly providers: readonly Provider[];
  readonly settings: ModelSettings;
}): ModelDescription["capabilities"] {
  const provider = providerOf(served, providers);
  const configured = {
    ...settingFor(settings.capabilities, served.id),
    ...settingFor(settings.capabilities, name.id),
  };
  const given = Object.fromEntries(Object.entries(configured).filter(([, value]) => value !== undefined));
  return { ...provider.capabilitiesOf(served.model, given), ...given };
}

function retirementOf(
  served: { readonly provider: string; readonly model: string },
  providers: readonly Provider[],
): ModelDescription["retirement"] {
  const known = providerOf(served, providers).retirements.find(({ pattern }) => pattern.test(served.model));
  return known === undefined ? null : { on: known.on, source: known.source };
}

function providerOf({ provider }: { readonly provider: string }, providers: readonly Provider[]): Provider {
  return providers.find(({ name }) => name === provider) as Provider;
}

function textsOf({ system, prompt, messages = [] }: ModelRequest): string[] {
  return [system, prompt, ...messages.map(({ content }) => textOfContent(content))].filter(
    (text) => text !== undefined,
  );
}
