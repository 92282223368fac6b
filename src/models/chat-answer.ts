import { isJsonObject, type JsonObject } from "../domain/json/json.js";
import type { ModelAnswer, ModelRequest } from "../domain/model/models.js";
import type { TokenUsage } from "../domain/model/token-usage.js";
import { firstJsonObject } from "./first-json-object.js";
import type { ReplyDetails } from "./providers/reply-details.js";
import type { SdkChatAnswer } from "./sdk-models.js";

/** Everything of an answer that is read from the reply alone. */
export function readChatAnswer(
  answer: SdkChatAnswer,
  { request, details }: { readonly request: ModelRequest; readonly details: ReplyDetails },
): Omit<ModelAnswer, "costUsd" | "latencyMs" | "modelSnapshot"> & { readonly modelSnapshot: string | null } {
  const texts = answer.content.flatMap((part) => (part.type === "text" ? [part.text] : []));
  const hasRefusal = details.refusal !== null;
  // The SDK appends the refusal to the texts.
  const text = (hasRefusal ? texts.slice(0, -1) : texts).join("");
  const finishReason = answer.finishReason.unified;
  return {
    text,
    object: request.output === undefined || hasRefusal ? null : firstJsonObject(text),
    finishReason,
    refusal: details.refusal ?? (finishReason === "content-filter" ? refusalIn(text) : null),
    modelSnapshot: answer.response?.modelId ?? null,
    systemFingerprint: details.systemFingerprint,
    usage: readUsage(answer.usage),
    logprobs: details.logprobs,
    parameters: readParameters(answer.request?.body),
  };
}

/** Usage with unknown parts as null. */
export function readUsage(usage: SdkChatAnswer["usage"]): TokenUsage {
  const { inputTokens, outputTokens } = usage;
  return {
    inputTokens: inputTokens.total ?? null,
    cachedInputTokens: inputTokens.cacheRead ?? null,
    cacheWriteTokens: inputTokens.cacheWrite ?? null,
    outputTokens: outputTokens.total ?? null,
    reasoningTokens: outputTokens.reasoning ?? null,
  };
}

function refusalIn(text: string): string {
  return text === "" ? "The provider refused to answer or filtered the answer, and gave no text." : text;
}

/** What was sent but for the model and the texts. */
function readParameters(body: unknown): JsonObject {
  const sent: unknown = typeof body === "string" ? JSON.parse(body) : JSON.parse(JSON.stringify(body ?? {}));
  if (!isJsonObject(sent)) return {};
  const { model: _model, messages: _messages, system: _system, ...parameters } = sent;
  return parameters;
}
