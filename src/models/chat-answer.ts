import { isJsonObject, type JsonObject } from "../domain/json/json.js";
import { lastJsonObject } from "../domain/json/last-json-object.js";
import type { ModelAnswer, ModelRequest, TokenLogprobs } from "../domain/model/models.js";
import type { TokenUsage } from "../domain/model/token-usage.js";
import { readFinishReason } from "./finish-reason.js";
import type { ReplyDetails } from "./providers/reply-details.js";
import { readTokenCount } from "./read-token-count.js";
import type { SdkChatAnswer } from "./sdk-models.js";
import { type SeparatedText, separateReasoning } from "./separate-reasoning.js";

/** Everything of an answer that is read from the reply alone. */
export function readChatAnswer(
  answer: SdkChatAnswer,
  { request, details }: { readonly request: ModelRequest; readonly details: ReplyDetails },
): Omit<ModelAnswer, "costUsd" | "latencyMs" | "modelSnapshot"> & { readonly modelSnapshot: string | null } {
  const texts = answer.content.flatMap((part) => (part.type === "text" ? [part.text] : []));
  // The SDK appends the refusal to the texts.
  const separated = separateReasoning((details.refusal === null ? texts : texts.slice(0, -1)).join(""));
  const text = separated.answer;
  return {
    text,
    object: request.output === undefined || details.refusal !== null ? null : lastJsonObject(text),
    reasoning: joinReasoning(answer, { details, separated }),
    finishReason: readFinishReason(answer.finishReason, details.refusal),
    refusal: details.refusal,
    modelSnapshot: answer.response?.modelId ?? null,
    systemFingerprint: details.systemFingerprint,
    usage: readUsage(answer.usage),
    logprobs: ofAnswer(details.logprobs, separated),
    parameters: readParameters(answer.request?.body),
  };
}

/** Usage with unknown parts as null, those that are no numbers of tokens among them. */
export function readUsage(usage: SdkChatAnswer["usage"]): TokenUsage {
  const { inputTokens, outputTokens } = usage;
  return {
    inputTokens: readTokenCount(inputTokens.total),
    cachedInputTokens: readTokenCount(inputTokens.cacheRead),
    cacheWriteTokens: readTokenCount(inputTokens.cacheWrite),
    outputTokens: readTokenCount(outputTokens.total),
    reasoningTokens: readTokenCount(outputTokens.reasoning),
  };
}

/** The parameters that were sent, without the model and the texts. */
export function readParameters(body: unknown): JsonObject {
  const sent: unknown = typeof body === "string" ? JSON.parse(body) : JSON.parse(JSON.stringify(body ?? {}));
  if (!isJsonObject(sent)) return {};
  const { model: _model, messages: _messages, system: _system, ...parameters } = sent;
  return parameters;
}

/** The reasoning that the server tells apart, and then that of the text. */
function joinReasoning(
  { content }: SdkChatAnswer,
  { details, separated }: { readonly details: ReplyDetails; readonly separated: SeparatedText },
): string | null {
  const parts = content.flatMap((part) => (part.type === "reasoning" && part.text !== "" ? [part.text] : []));
  const told = details.reasoning ?? (parts.length === 0 ? null : parts.join("\n\n"));
  const all = [told, separated.reasoning].filter((text) => text !== null && text.trim() !== "");
  return all.length === 0 ? null : all.join("\n\n");
}

/** The tokens of the answer alone: those of the reasoning before it are not what was answered. */
function ofAnswer(
  logprobs: readonly TokenLogprobs[] | null,
  { answerStart }: SeparatedText,
): readonly TokenLogprobs[] | null {
  if (logprobs === null || answerStart === 0) return logprobs;
  let end = 0;
  return logprobs.filter(({ token }) => {
    end += token.length;
    return end > answerStart;
  });
}
