import { ModelRequestRejectedError } from "../domain/model/model-errors.js";
import type { ChatMessage, ModelDescription, ModelRequest } from "../domain/model/models.js";
import type { Provider, ProviderSettings } from "./providers/provider.js";
import type { SdkChatRequest } from "./sdk-models.js";

type Prompt = SdkChatRequest["prompt"];

/** Puts a request into the SDK's form, without what the model does not take. @throws ModelRequestRejectedError */
export function toChatRequest(
  request: ModelRequest,
  { description, provider }: { readonly description: ModelDescription; readonly provider: Provider },
): Omit<SdkChatRequest, "abortSignal"> {
  const { capabilities } = description;
  const { output } = request;
  const settings = sendable(request, description);
  return {
    prompt: toPrompt(request, capabilities.structuredOutput ? null : (output?.schema ?? null)),
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

function toPrompt(request: ModelRequest, schema: object | null): Prompt {
  const { system, prompt, messages = [] } = request;
  if ((prompt === undefined) === (messages.length === 0)) {
    throw new ModelRequestRejectedError(
      `A request to ${request.model} needs either a prompt or messages; received ${prompt === undefined ? "neither" : "both"}.`,
    );
  }
  const conversation: readonly ChatMessage[] =
    prompt === undefined ? messages : [{ role: "user", content: prompt }];
  const instructions = [
    // An empty text is refused by Anthropic.
    ...(system === undefined || system === "" ? [] : [system]),
    ...conversation.filter(({ role }) => role === "system").map(({ content }) => content),
    ...(schema === null ? [] : [instructionFor(schema)]),
  ];
  return [
    ...(instructions.length === 0 ? [] : [{ role: "system" as const, content: instructions.join("\n\n") }]),
    ...conversation.flatMap(({ role, content }) =>
      role === "system" ? [] : [{ role, content: [{ type: "text" as const, text: content }] }],
    ),
  ];
}

function instructionFor(schema: object): string {
  return `Answer with one JSON object that fits this JSON Schema, and with nothing else:\n${JSON.stringify(schema)}`;
}
