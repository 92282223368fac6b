import { isJsonObject, type JsonObject, type JsonValue } from "../domain/json/json.js";
import type { TokenUsage } from "../domain/model/token-usage.js";

/** A reply as it came. */
export interface RawReply {
  readonly contentType: string;
  readonly text: string;
}

/** Says in a few words what came in place of an answer, without quoting it. */
export function describeUnusable({ contentType, text }: RawReply): string {
  const start = text.trimStart();
  if (start === "") return "its body is empty";
  if (contentType.includes("text/event-stream") || /^(data|event|id|retry)?:/.test(start))
    return "it is an event stream, which was not asked for";
  if (contentType.includes("html") || start.startsWith("<")) return "it is a web page";
  const body = parseReply(text);
  if (body === null && start !== "null") return "it is no JSON, or JSON that was cut off";
  if (isJsonObject(body) && Array.isArray(body.choices) && body.choices.length === 0)
    return "it has no choices";
  return "it is JSON without an answer";
}

/** The body as JSON; null for what is none, and for null itself. */
export function parseReply(text: string): JsonValue | null {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return null;
  }
}

/** The tokens that a body names although it holds no answer, in OpenAI's words or Anthropic's; null = it names none. */
export function readRawUsage(body: JsonValue | null): TokenUsage | null {
  const usage = isJsonObject(body) && isJsonObject(body.usage) ? body.usage : {};
  const inputTokens = firstNumber(usage, ["prompt_tokens", "input_tokens"]);
  const outputTokens = firstNumber(usage, ["completion_tokens", "output_tokens"]);
  if (inputTokens === null && outputTokens === null) return null;
  return {
    inputTokens,
    outputTokens,
    cachedInputTokens: null,
    cacheWriteTokens: null,
    reasoningTokens: null,
  };
}

function firstNumber(object: JsonObject, names: readonly string[]): number | null {
  const found = names.map((name) => object[name]).find((value) => typeof value === "number");
  return typeof found === "number" ? found : null;
}
