import { isJsonObject, type JsonObject, type JsonValue } from "../../../../src/domain/json/json.js";

/** The entry of a list whose `name` is the given one; null when there is none. */
export function findByName(list: JsonValue | undefined, name: string | null): JsonObject | null {
  if (!Array.isArray(list) || name === null) return null;
  return list.filter(isJsonObject).find((entry: JsonObject) => entry.name === name) ?? null;
}
