import type { JsonValue } from "./json.js";
import { jsonValuesIn } from "./json-values-in.js";
import { parseAnswerJson } from "./parse-answer-json.js";

/**
 * The text as JSON, else the last JSON object in it, prose or a code fence around it; null when there is none, or when
 * one begins that does not end: what was meant is then not there.
 */
export function lastJsonObject(text: string): JsonValue | null {
  try {
    return parseAnswerJson(text);
  } catch {
    const { values, hasUnfinished } = jsonValuesIn(text, "object");
    return hasUnfinished ? null : (values.at(-1) ?? null);
  }
}
