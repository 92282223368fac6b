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
 * The JSON object of a judge's answer: the last one in its text that has the property, otherwise the structured output.
 * There is none if a JSON object begins that does not end.
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
  const { values, hasUnfinished, invalid } = jsonValuesIn(text.slice(-MAXIMUM_CHARACTERS), "object");
  const last = values.filter(has).at(-1);
  if (last !== undefined && !hasUnfinished) return { object: last };
  if (has(object) && last === undefined) return { object };
  if (hasUnfinished) return { object: null, problem: "a JSON object that does not end" };
  return { object: null, problem: invalid === null ? null : `invalid JSON: ${describeInvalidJson(invalid)}` };
}

/** What is wrong with a text that has the form of an object, in a few words and without quoting it. */
function describeInvalidJson(text: string): string {
  // Each text becomes "", so that what is looked for stands outside of them.
  const bare = text.replaceAll(/"(?:[^"\\]|\\.)*"/gs, '""');
  if (/[\n\r\t]/.test([...text.matchAll(/"(?:[^"\\]|\\.)*"/gs)].join("")))
    return "a line break or tab within a text";
  if (/,\s*[}\]]/.test(bare)) return "a comma after the last entry";
  if (/\b(None|True|False|NaN|undefined)\b/.test(bare))
    return "a word that JSON does not know, such as None or True";
  if (/'/.test(bare)) return "single quotes in place of double ones";
  return /\/\/|\/\*/.test(bare) ? "a comment" : "it cannot be parsed";
}
