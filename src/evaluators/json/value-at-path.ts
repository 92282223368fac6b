import type { JsonValue } from "../../domain/json/json.js";

/** Property names and array indexes joined by dots, none of them empty. */
export const PATH_SYNTAX = /^[^.]+(\.[^.]+)*$/;

/** The part of a value that a path such as `answer.items.0` names; undefined when there is none. */
export function valueAtPath(value: JsonValue, path: string): JsonValue | undefined {
  let found: JsonValue | undefined = value;
  for (const key of path.split(".")) {
    // Own properties only: `constructor` and `length` are not part of anybody's output.
    if (typeof found !== "object" || found === null) return undefined;
    if (!Object.prototype.propertyIsEnumerable.call(found, key)) return undefined;
    found = (found as Readonly<Record<string, JsonValue>>)[key];
  }
  return found;
}
