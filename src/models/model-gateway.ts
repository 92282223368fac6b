import { textOfContent } from "../domain/model/chat-content.js";
import { ModelContentFilteredError } from "../domain/model/model-errors.js";
import type { ModelGateway, ModelRequest } from "../domain/model/models.js";
import { type CallTarget, findCallTarget } from "./call-target.js";
import { readChatAnswer } from "./chat-answer.js";
import { toChatRequest } from "./chat-request.js";
import { checkModels } from "./check-models.js";
import { embedTexts } from "./embed-texts.js";
import { filteredAnswer } from "./filtered-answer.js";
import type { ModelSettings } from "./model-settings.js";
import { createProviderCalls } from "./provider-calls.js";
import { createProviders } from "./providers/create-providers.js";

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
  const aim = (model: string): CallTarget => findCallTarget(model, { providers, settings }, now);
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

function textsOf({ system, prompt, messages = [] }: ModelRequest): string[] {
  return [system, prompt, ...messages.map(({ content }) => textOfContent(content))].filter(
    (text) => text !== undefined,
  );
}
