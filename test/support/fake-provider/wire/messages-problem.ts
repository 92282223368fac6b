import { isJsonObject, type JsonObject } from "../../../../src/domain/json/json.js";
import type { RequestProblem } from "./wire-protocol.js";

const known = new Set([
  "model",
  "messages",
  "max_tokens",
  "system",
  "temperature",
  "top_p",
  "top_k",
  "stop_sequences",
  "stream",
  "tools",
  "tool_choice",
  "metadata",
  "thinking",
  "service_tier",
  "container",
  "context_management",
  "mcp_servers",
  "output_config",
  "output_format",
  "cache_control",
]);

/** Says what Anthropic refuses about a messages request (log probabilities among it); null when nothing. */
export function messagesProblem(
  body: JsonObject,
  headers: Readonly<Record<string, string>>,
): RequestProblem | null {
  const message = findMessage(body, headers);
  return message === null ? null : { parameter: null, message };
}

function findMessage(body: JsonObject, headers: Readonly<Record<string, string>>): string | null {
  if (headers["anthropic-version"] === undefined) return "anthropic-version: header is required";
  const extra = Object.keys(body).find((key) => !known.has(key));
  if (extra !== undefined) return `${extra}: Extra inputs are not permitted`;
  if (!Number.isInteger(body.max_tokens) || Number(body.max_tokens) < 1) {
    return "max_tokens: Field required, an integer of at least 1";
  }
  const messages = body.messages;
  if (!Array.isArray(messages) || messages.length === 0) return "messages: at least one message is required";
  const roles: unknown[] = messages.map((entry) => (isJsonObject(entry) ? entry.role : undefined));
  const index = roles.findIndex((role) => role !== "user" && role !== "assistant");
  if (index >= 0) return `messages.${index}.role: Input should be 'user' or 'assistant'`;
  const temperature = body.temperature;
  if (temperature !== undefined && !(Number(temperature) >= 0 && Number(temperature) <= 1)) {
    return "temperature: range: 0..1";
  }
  return null;
}
