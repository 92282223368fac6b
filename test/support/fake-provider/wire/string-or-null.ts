import type { JsonValue } from "../../../../src/domain/json/json.js";

/** The value when it is a string, else null. */
export function stringOrNull(value: JsonValue | undefined): string | null {
  return typeof value === "string" ? value : null;
}
