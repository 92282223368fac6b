import type { JsonValue } from "../domain/json/json.js";
import { jsonObjectsIn } from "../domain/json/json-objects-in.js";
import { parseAnswerJson } from "../domain/json/parse-answer-json.js";

/** The text as JSON, else the first JSON object in it (prose or a code fence around it); null when there is none. */
export function firstJsonObject(text: string): JsonValue | null {
  try {
    return parseAnswerJson(text);
  } catch {
    return jsonObjectsIn(text).next().value ?? null;
  }
}
