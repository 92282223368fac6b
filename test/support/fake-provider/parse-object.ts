import { isJsonObject, type JsonObject, type JsonValue } from "../../../src/domain/json/json.js";

/** Parses the text of a JSON object; null when it is anything else. */
export function parseObject(text: string): JsonObject | null {
  try {
    const value = JSON.parse(text) as JsonValue;
    return isJsonObject(value) ? value : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
