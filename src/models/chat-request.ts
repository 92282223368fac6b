import type { ModelDescription, ModelRequest } from "../domain/model/models.js";
import { toChatPrompt } from "./chat-prompt.js";
import type { Provider, ProviderSettings } from "./providers/provider.js";
import type { SdkChatRequest } from "./sdk-models.js";

/** Puts a request into the SDK's form, without what the model does not take. @throws ModelRequestRejectedError */
export function toChatRequest(
  request: ModelRequest,
  { description, provider }: { readonly description: ModelDescription; readonly provider: Provider },
): Omit<SdkChatRequest, "abortSignal"> {
  const { capabilities } = description;
  const { output } = request;
  const settings = sendable(request, description);
  return {
    prompt: toChatPrompt(request, capabilities.structuredOutput ? null : (output?.schema ?? null)),
    ...provider.settingsOf(request, { description, settings }),
    ...(output === undefined || !capabilities.structuredOutput
      ? {}
      : { responseFormat: { type: "json", name: output.name, schema: output.schema } }),
  };
}

/** The settings of a request that its model takes. */
function sendable(request: ModelRequest, { capabilities }: ModelDescription): ProviderSettings {
  const { temperature, topP, maxOutputTokens, seed, stopSequences } = request;
  return {
    ...(temperature === undefined || !capabilities.temperature ? {} : { temperature }),
    ...(topP === undefined || !capabilities.topP ? {} : { topP }),
    ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
    ...(seed === undefined || !capabilities.seed ? {} : { seed }),
    ...(stopSequences === undefined ? {} : { stopSequences: [...stopSequences] }),
  };
}
