import { ModelRequestRejectedError } from "../domain/model/model-errors.js";
import type { ChatMessage, ModelDescription, ModelRequest } from "../domain/model/models.js";
import { isOpenaiReasoningModel } from "./model-capabilities.js";
import type { SdkChatRequest } from "./sdk-models.js";
import { isStrictSchema } from "./strict-schema.js";

type Prompt = SdkChatRequest["prompt"];
type ProviderOptions = NonNullable<SdkChatRequest["providerOptions"]>;

const MOST_LOGPROBS = 20;

/** Puts a request into the SDK's form, without what the model does not take. @throws ModelRequestRejectedError */
export function toChatRequest(
  request: ModelRequest,
  description: ModelDescription,
): Omit<SdkChatRequest, "abortSignal"> {
  const { capabilities, provider, model } = description;
  const isReasoning = provider === "openai" && isOpenaiReasoningModel(model);
  const { maxOutputTokens, output, seed, stopSequences } = request;
  return {
    prompt: toPrompt(request, capabilities.structuredOutput ? null : (output?.schema ?? null)),
    ...samplingOf(request, description),
    // Reasoning models have another name for it, which is among the provider's options.
    ...(maxOutputTokens === undefined || isReasoning ? {} : { maxOutputTokens }),
    ...(seed === undefined || !capabilities.seed ? {} : { seed }),
    ...(stopSequences === undefined || isReasoning ? {} : { stopSequences: [...stopSequences] }),
    ...(output === undefined || !capabilities.structuredOutput
      ? {}
      : { responseFormat: { type: "json", name: output.name, schema: output.schema } }),
    providerOptions: providerOptionsOf(request, { description, isReasoning }),
  };
}

function samplingOf(
  { temperature, topP }: ModelRequest,
  { capabilities, provider }: ModelDescription,
): { temperature?: number; topP?: number } {
  const sent: { temperature?: number; topP?: number } = {};
  if (temperature !== undefined && capabilities.temperature) {
    sent.temperature = provider === "anthropic" ? Math.min(1, Math.max(0, temperature)) : temperature;
  }
  // Claude takes one of the two; temperature is what people mean.
  const isTooMuch = provider === "anthropic" && sent.temperature !== undefined;
  if (topP !== undefined && capabilities.topP && !isTooMuch) sent.topP = topP;
  return sent;
}

function providerOptionsOf(
  request: ModelRequest,
  context: { readonly description: ModelDescription; readonly isReasoning: boolean },
): ProviderOptions {
  const { capabilities, provider } = context.description;
  const strictJsonSchema = request.output === undefined || isStrictSchema(request.output.schema);
  const top =
    request.topLogprobs === undefined || !capabilities.logprobs
      ? null
      : Math.min(MOST_LOGPROBS, request.topLogprobs);
  if (provider === "anthropic") return {};
  if (provider === "local") {
    return { local: { strictJsonSchema, ...(top === null ? {} : { logprobs: true, top_logprobs: top }) } };
  }
  const { maxOutputTokens } = request;
  return {
    openai: {
      strictJsonSchema,
      // The capabilities decide what is sent, not the SDK's own table of models.
      forceReasoning: false,
      systemMessageMode: context.isReasoning ? "developer" : "system",
      ...(top === null ? {} : { logprobs: top }),
      ...(context.isReasoning && maxOutputTokens !== undefined
        ? { maxCompletionTokens: maxOutputTokens }
        : {}),
    },
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
