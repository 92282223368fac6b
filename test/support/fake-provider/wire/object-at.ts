import { isJsonObject, type JsonObject, type JsonValue } from "../../../../src/domain/json/json.js";

/** The object found by following keys; null when any step is missing or no object. */
export function objectAt(value: JsonValue | undefined, ...keys: readonly string[]): JsonObject | null {
  let current = value;
  for (const key of keys) current = isJsonObject(current) ? current[key] : undefined;
  return isJsonObject(current) ? current : null;
}
