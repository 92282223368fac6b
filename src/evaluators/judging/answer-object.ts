import { isJsonObject, type JsonObject, type JsonValue } from "../../domain/json/json.js";
import { jsonValuesIn } from "../../domain/json/json-values-in.js";
import type { ModelAnswer } from "../../domain/model/models.js";

/** Longest text that is searched. */
const MAXIMUM_CHARACTERS = 8_000;

/** The object that was found; without one what is wrong with the JSON of the answer, null = there is none. */
export type AnswerObject =
  | { readonly object: JsonObject }
  | { readonly object: null; readonly problem: string | null };

/**
 * The JSON object with a property that a judge's answer comes to: the last one in its text, else the structured output;
 * none when one begins that does not end.
 *
 * The last, not the first: a judge drafts and quotes before it decides. Reasoning is not part of the text any more.
 */
export function answerObject(
  { object, text }: Pick<ModelAnswer, "object" | "text">,
  property: string,
): AnswerObject {
  const has = (value: JsonValue | null): value is JsonObject =>
    isJsonObject(value) && Object.hasOwn(value, property);
  // Its end counts in a text that is too long.
  const { values, hasUnfinished, hasInvalid } = jsonValuesIn(text.slice(-MAXIMUM_CHARACTERS), "object");
  const last = values.filter(has).at(-1);
  if (last !== undefined && !hasUnfinished) return { object: last };
  if (has(object) && last === undefined) return { object };
  const problem = hasUnfinished ? "a JSON object that does not end" : hasInvalid ? "invalid JSON" : null;
  return { object: null, problem };
}
