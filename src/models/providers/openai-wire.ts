import { isJsonObject, type JsonObject, type JsonValue } from "../../domain/json/json.js";
import type { TokenLogprobs } from "../../domain/model/models.js";
import { ErrorInReply } from "../error-in-reply.js";
import type { SdkChatAnswer } from "../sdk-models.js";
import type { CallFailure, FailureKind } from "./call-failure.js";
import type { ModelList } from "./provider.js";
import type { ReplyDetails } from "./reply-details.js";

/** Alternatives per token that OpenAI gives at most. */
const MOST_LOGPROBS = 20;

/** How many alternatives per token are asked for; null = none, since nobody wants them or the model has none. */
export function logprobsAskedFor(topLogprobs: number | undefined, hasLogprobs: boolean): number | null {
  return topLogprobs === undefined || !hasLogprobs ? null : Math.min(MOST_LOGPROBS, topLogprobs);
}

/** Asks an OpenAI-compatible server for its models. */
export function openaiModelList({ isOptional }: Pick<ModelList, "isOptional">): ModelList {
  return {
    path: "/models",
    headers: ({ key }): Record<string, string> => (key === null ? {} : { authorization: `Bearer ${key}` }),
    isOptional,
  };
}

/**
 * Reads the body of an answer of OpenAI's chat completions. The SDK does not read all that servers other than OpenAI's
 * put into it.
 *
 * @throws ErrorInReply where an error stands in place of the answer.
 */
export function readOpenaiReply(answer: SdkChatAnswer): ReplyDetails {
  const body = isJsonObject(answer.response?.body) ? answer.response.body : {};
  const choice = objectAt(Array.isArray(body.choices) ? body.choices[0] : null);
  // Routers tell an error of the model behind them in place of its answer.
  if (isJsonObject(choice.error ?? null)) throw new ErrorInReply({ error: choice.error, usage: body.usage });
  const message = objectAt(choice.message);
  const { system_fingerprint: fingerprint } = body;
  return {
    refusal: textAt(message.refusal),
    reasoning:
      textAt(message.reasoning_content) ?? textAt(message.reasoning) ?? textsOf(message.reasoning_details),
    costUsd: null,
    systemFingerprint: typeof fingerprint === "string" ? fingerprint : null,
    logprobs: readLogprobs(choice),
  };
}

/** OpenAI's words for failures whose status does not tell them apart. */
export function classifyOpenaiFailure({ status, code }: CallFailure): FailureKind | null {
  if (status === 429 && code === "insufficient_quota") return "no-credit";
  return code === "model_not_found" ? "no-such-model" : null;
}

function readLogprobs(choice: JsonObject): readonly TokenLogprobs[] | null {
  const content = objectAt(choice.logprobs).content;
  if (!Array.isArray(content)) return null;
  return content.flatMap((entry): TokenLogprobs[] => {
    const read = readToken(entry);
    if (read === null) return [];
    const top = isJsonObject(entry) && Array.isArray(entry.top_logprobs) ? entry.top_logprobs : [];
    return [{ ...read, alternatives: top.flatMap((other) => readToken(other) ?? []) }];
  });
}

function readToken(entry: JsonValue): { readonly token: string; readonly logprob: number } | null {
  const { token, logprob } = objectAt(entry);
  return typeof token === "string" && typeof logprob === "number" ? { token, logprob } : null;
}

/** OpenRouter's parts of the reasoning, of which some are encrypted. */
function textsOf(details: JsonValue | undefined): string | null {
  const parts = Array.isArray(details) ? details : [];
  const texts = parts.flatMap((part) => textAt(objectAt(part).text) ?? textAt(objectAt(part).summary) ?? []);
  return texts.length === 0 ? null : texts.join("\n\n");
}

function textAt(value: JsonValue | undefined): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

function objectAt(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}
