import { isJsonObject, type JsonObject, type JsonValue } from "../domain/json/json.js";
import type { ModelAnswer, ModelRequest, TokenLogprobs } from "../domain/model/models.js";
import type { TokenUsage } from "../domain/model/token-usage.js";
import { firstJsonObject } from "./first-json-object.js";
import type { SdkChatAnswer } from "./sdk-models.js";

/** Everything of an answer that is read from the reply alone. */
export function readChatAnswer(
  answer: SdkChatAnswer,
  request: ModelRequest,
): Omit<ModelAnswer, "costUsd" | "latencyMs" | "modelSnapshot"> & { readonly modelSnapshot: string | null } {
  const body = isJsonObject(answer.response?.body) ? answer.response.body : {};
  const choice = objectAt(Array.isArray(body.choices) ? body.choices[0] : null);
  const texts = answer.content.flatMap((part) => (part.type === "text" ? [part.text] : []));
  const said = objectAt(choice.message).refusal;
  const hasRefusal = typeof said === "string" && said !== "";
  // The SDK appends the refusal to the texts.
  const text = (hasRefusal ? texts.slice(0, -1) : texts).join("");
  const finishReason = answer.finishReason.unified;
  const fingerprint = body.system_fingerprint;
  return {
    text,
    object: request.output === undefined || hasRefusal ? null : firstJsonObject(text),
    finishReason,
    refusal: hasRefusal ? said : finishReason === "content-filter" ? refusalIn(text) : null,
    modelSnapshot: answer.response?.modelId ?? null,
    systemFingerprint: typeof fingerprint === "string" ? fingerprint : null,
    usage: readUsage(answer.usage),
    logprobs: readLogprobs(choice),
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

/** From the reply's body: for other servers than OpenAI's the SDK does not read them. */
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

/** What was sent but for the model and the texts. */
function readParameters(body: unknown): JsonObject {
  const sent: unknown = typeof body === "string" ? JSON.parse(body) : JSON.parse(JSON.stringify(body ?? {}));
  if (!isJsonObject(sent)) return {};
  const { model: _model, messages: _messages, system: _system, ...parameters } = sent;
  return parameters;
}

function objectAt(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}
