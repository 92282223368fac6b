import type { JsonObject } from "./json.js";
import { parseAnswerJson } from "./parse-answer-json.js";

/** Characters that are looked at in all, so that a text of nothing but braces does not hold up the worker. */
const MOST_WORK = 20_000_000;

/** The start of an object with a property, as opposed to a brace of prose. */
const OPENS_OBJECT = /^\{\s*"[^"\n]*"\s*:/;

/** What a text holds of JSON objects. */
export interface JsonObjectsInText {
  /** In order, outermost only; prose and code fences around them are passed over. */
  readonly objects: readonly JsonObject[];
  /** True when an object begins that does not end: the text was cut, or what is in it is a part of something else. */
  readonly hasUnfinished: boolean;
  /** True when something has the form of an object and is no JSON, for a trailing comma or a line break in a string. */
  readonly hasInvalid: boolean;
}

/**
 * Finds the JSON objects within a text.
 *
 * Each brace that opens may be looked at to the text's end, so the work is quadratic at worst; beyond a bound the rest
 * of the text is not looked at, and counts as unfinished.
 */
export function jsonObjectsIn(text: string): JsonObjectsInText {
  const objects: JsonObject[] = [];
  let hasUnfinished = false;
  let hasInvalid = false;
  let work = 0;
  let start = text.indexOf("{");
  while (start !== -1) {
    if (work > MOST_WORK) return { objects, hasUnfinished: true, hasInvalid };
    const end = endOfObject(text, start);
    work += (end ?? text.length) - start;
    const value = end === null ? undefined : parse(text.slice(start, end));
    if (value !== undefined) objects.push(value);
    else if (OPENS_OBJECT.test(text.slice(start, start + 500))) {
      if (end === null) hasUnfinished = true;
      else hasInvalid = true;
    }
    start = text.indexOf("{", value === undefined || end === null ? start + 1 : end);
  }
  return { objects, hasUnfinished, hasInvalid };
}

/** Index after the brace that closes the one at `start`; braces in strings do not count. Null when none does. */
function endOfObject(text: string, start: number): number | null {
  let depth = 0;
  let isInString = false;
  for (let index = start; index < text.length; index += 1) {
    const character = text[index];
    if (isInString) {
      if (character === "\\") index += 1;
      else if (character === '"') isInString = false;
    } else if (character === '"') isInString = true;
    else if (character === "{") depth += 1;
    else if (character === "}") {
      depth -= 1;
      if (depth === 0) return index + 1;
    }
  }
  return null;
}

function parse(text: string): JsonObject | undefined {
  try {
    return parseAnswerJson(text) as JsonObject;
  } catch {
    // Not JSON: the braces belong to prose.
    return undefined;
  }
}
