import { isJsonObject, type JsonObject, type JsonValue } from "../../domain/json/json.js";
import { jsonObjectsIn } from "../../domain/json/json-objects-in.js";
import type { ModelAnswer } from "../../domain/model/models.js";

/** Longest text that is searched. */
const MAXIMUM_CHARACTERS = 8_000;

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
  // Every brace of a judge's answer, which is short: its own object may come after any number of quoted braces.
  const found = [...jsonObjectsIn(text.slice(0, MAXIMUM_CHARACTERS), MAXIMUM_CHARACTERS)].filter(has);
  return found.length === 0 && has(object) ? [object] : found;
}
