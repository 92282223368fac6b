import type { JsonObject, JsonValue } from "./json.js";
import { parseAnswerJson } from "./parse-answer-json.js";

/** Characters that are looked at in all, so that a text of nothing but braces does not hold up the worker. */
const MOST_WORK = 20_000_000;

/** Objects or arrays: the signs around them, and how one begins that is not a bracket of prose. */
const KINDS = {
  object: { opening: "{", closing: "}", opens: /^\{\s*"[^"\n]*"\s*:/ },
  array: { opening: "[", closing: "]", opens: /^\[\s*["{[]/ },
} as const;

/** What a text holds of JSON objects, or of arrays. */
export interface JsonValuesInText<Value> {
  /** In order, outermost only; prose and code fences around them are passed over. */
  readonly values: readonly Value[];
  /** True when one begins that does not end: the text was cut, or what is in it is a part of something else. */
  readonly hasUnfinished: boolean;
  /** The last that has the form of one and is no JSON, for a trailing comma or a line break in a string; null = none has. */
  readonly invalid: string | null;
}

/**
 * Finds the JSON objects, or the arrays, within a text.
 *
 * Each bracket that opens may be looked at to the text's end, so the work is quadratic at worst; beyond a bound the rest
 * of the text is not looked at, and counts as unfinished.
 */
export function jsonValuesIn(text: string, kind: "object"): JsonValuesInText<JsonObject>;
export function jsonValuesIn(text: string, kind: "object" | "array"): JsonValuesInText<JsonValue>;
export function jsonValuesIn(text: string, kind: "object" | "array"): JsonValuesInText<JsonValue> {
  const { opening, opens } = KINDS[kind];
  const values: JsonValue[] = [];
  let hasUnfinished = false;
  let invalid: string | null = null;
  let work = 0;
  let start = text.indexOf(opening);
  while (start !== -1) {
    if (work > MOST_WORK) return { values, hasUnfinished: true, invalid };
    const end = endOf(text, start, kind);
    work += (end ?? text.length) - start;
    const value = end === null ? undefined : parse(text.slice(start, end));
    if (value !== undefined) values.push(value);
    else if (opens.test(text.slice(start, start + 500))) {
      if (end === null) hasUnfinished = true;
      else invalid = text.slice(start, end);
    }
    start = text.indexOf(opening, value === undefined || end === null ? start + 1 : end);
  }
  return { values, hasUnfinished, invalid };
}

/** Index after the bracket that closes the one at `start`; brackets in strings do not count. Null when none does. */
function endOf(text: string, start: number, kind: "object" | "array"): number | null {
  const { opening, closing } = KINDS[kind];
  let depth = 0;
  let isInString = false;
  for (let index = start; index < text.length; index += 1) {
    const character = text[index];
    if (isInString) {
      if (character === "\\") index += 1;
      else if (character === '"') isInString = false;
    } else if (character === '"') isInString = true;
    else if (character === opening) depth += 1;
    else if (character === closing) {
      depth -= 1;
      if (depth === 0) return index + 1;
    }
  }
  return null;
}

function parse(text: string): JsonValue | undefined {
  try {
    return parseAnswerJson(text);
  } catch {
    // Not JSON: the brackets belong to prose.
    return undefined;
  }
}
