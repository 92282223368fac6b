import type { JsonValue } from "../domain/json/json.js";

/** Where an output is in an answer: a JSON Pointer (`/data/0/text`), or names and indexes joined by dots (`data.0.text`). */
export const OUTPUT_PATH_SYNTAX = /^(\/.*|[^./]+(\.[^.]+)*)$/s;

/** The part of an answer that a path names, or the last place that is there with the names it has. */
export type PickedOutput =
  | { readonly value: JsonValue }
  | { readonly missing: string; readonly at: string; readonly names: readonly string[] };

/** Follows a path through own properties and indexes only, so that `constructor` and `length` are never found. */
export function pickOutput(answer: JsonValue, path: string): PickedOutput {
  const keys = path.startsWith("/") ? path.slice(1).split("/").map(unescapePointer) : path.split(".");
  let found = answer;
  for (const [index, key] of keys.entries()) {
    const names = typeof found === "object" && found !== null ? Object.keys(found) : [];
    if (!names.includes(key)) return { missing: key, at: `/${keys.slice(0, index).join("/")}`, names };
    found = (found as Readonly<Record<string, JsonValue>>)[key] as JsonValue;
  }
  return { value: found };
}

/** RFC 6901 §4: first `~1`, then `~0`. */
function unescapePointer(token: string): string {
  return token.replaceAll("~1", "/").replaceAll("~0", "~");
}
