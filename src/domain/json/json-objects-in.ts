import type { JsonObject } from "./json.js";
import { parseAnswerJson } from "./parse-answer-json.js";

/**
 * The JSON objects within a text, in order, outermost only; prose and code fences around them are passed over.
 *
 * Each brace that opens may be looked at to the text's end, so the work is quadratic at worst: `mostTries` braces are
 * looked at, and the rest of the text is not.
 */
export function* jsonObjectsIn(text: string, mostTries = 200): Generator<JsonObject, void> {
  let start = text.indexOf("{");
  for (let tries = 0; start !== -1 && tries < mostTries; tries += 1) {
    const end = endOfObject(text, start);
    const value = end === null ? undefined : parse(text.slice(start, end));
    if (value !== undefined) yield value;
    start = text.indexOf("{", value === undefined || end === null ? start + 1 : end);
  }
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
