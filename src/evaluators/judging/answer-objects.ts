import { isJsonObject, type JsonObject, type JsonValue } from "../../domain/json.js";
import type { ModelAnswer } from "../../domain/models.js";

/**
 * The JSON objects with a property in a judge's answer: those within its text, else the structured output.
 *
 * All of them, not the first: a judge that quotes an object from the item before its own must not have the
 * quoted one taken for its judgement.
 */
export function answerObjects(
  { object, text }: Pick<ModelAnswer, "object" | "text">,
  property: string,
): readonly JsonObject[] {
  const has = (value: JsonValue | null): value is JsonObject =>
    isJsonObject(value) && Object.hasOwn(value, property);
  const found = objectsIn(text).filter(has);
  return found.length === 0 && has(object) ? [object] : found;
}

/** Longest text that is searched: a judge's answer is short, and the search is quadratic at worst. */
const MAXIMUM_CHARACTERS = 8_000;

function objectsIn(text: string): readonly JsonValue[] {
  const found: JsonValue[] = [];
  const searched = text.slice(0, MAXIMUM_CHARACTERS);
  for (let start = searched.indexOf("{"); start !== -1; start = searched.indexOf("{", start)) {
    const end = endOfObject(searched, start);
    const value = end === null ? undefined : parse(searched.slice(start, end));
    if (value !== undefined) found.push(value);
    start = value === undefined || end === null ? start + 1 : end;
  }
  return found;
}

/** Index after the brace that closes the one at `start`; null when none does. */
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

function parse(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    // Not JSON: the braces belong to prose.
    return undefined;
  }
}
