import { isJsonObject, type JsonObject, type JsonValue } from "../domain/json/json.js";
import type { TokenUsage } from "../domain/model/token-usage.js";
import { readTokenCount } from "./read-token-count.js";

/** A reply as it came. */
export interface RawReply {
  readonly contentType: string;
  readonly text: string;
}

/** Describes in a few words what came instead of an answer, without quoting it. */
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
  return formOf(body) ?? "it is JSON without an answer";
}

/** What an answer of another interface is, and how one gets another; null for what is none. */
function formOf(body: JsonValue | null): string | null {
  if (!isJsonObject(body)) return null;
  const other = (name: string): string => `it is an answer of ${name}; check the base URL`;
  if ("candidates" in body || "promptFeedback" in body) return other("Gemini's own interface");
  if (body.object === "response" && "output" in body) return other("OpenAI's Responses interface");
  if ("done" in body && ("message" in body || "response" in body))
    return `${other("Ollama's own interface")}, which ends in /v1 for OpenAI's`;
  if (Array.isArray(body.content) && "stop_reason" in body) return other("Anthropic's interface");
  const choice = Array.isArray(body.choices) ? body.choices[0] : undefined;
  if (!isJsonObject(choice)) return null;
  if ("text" in choice && !("message" in choice)) return other("the interface for completions without chat");
  if ("delta" in choice) return "it is a part of an event stream, which was not asked for";
  return "message" in choice
    ? "it is an answer in a form that is not OpenAI's; a server that only resembles OpenAI is reached as local: or as an endpoint of models.providers"
    : null;
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
  return names.map((name) => readTokenCount(object[name])).find((count) => count !== null) ?? null;
}
