import { isDeepStrictEqual } from "node:util";
import { canonicalJson } from "../../domain/json/canonical-json.js";
import { isJsonObject, type JsonValue } from "../../domain/json/json.js";
import { jsonInText } from "../../domain/json/json-in-text.js";
import { describeValue } from "../../domain/json/value-description.js";
import type { CommentedValue } from "../computing-evaluator.js";
import { parseJsonText } from "../json/parse-json-text.js";
import { describeLookalikes } from "./describe-lookalikes.js";

type Mismatch = CommentedValue & { readonly value: false };

/**
 * False, with what lies behind it where a reader would take the two for equal: another writing, another type, another
 * order of entries, JSON as a text. Just false where they plainly differ.
 */
export function explainMismatch(output: JsonValue, expected: JsonValue): Mismatch | false {
  if (typeof output === "string" && typeof expected === "string") return explainTexts(output, expected);
  if (Array.isArray(output) && Array.isArray(expected) && areSameEntries(output, expected))
    return note("differs_in_order", "The entries are the same, in another order.");
  if (isJsonObject(output) && isJsonObject(expected)) return explainObjects(output, expected);
  if (typeof output === typeof expected && Array.isArray(output) === Array.isArray(expected)) return false;
  const types = `The output is ${describeValue(output)}, expected is ${describeValue(expected)}`;
  return String(output) === String(expected)
    ? note(
        "differs_in_type",
        `${types}. "parseText: true" reads a number or boolean that is written as text.`,
      )
    : note("differs_in_type", `${types}.`);
}

function explainTexts(output: string, expected: string): Mismatch | false {
  const lookalikes = describeLookalikes(output, expected);
  if (lookalikes !== null) return { value: false, ...lookalikes };
  const parsed = parseJsonText(expected);
  const wanted = parsed.problem === null ? parsed.value : null;
  if (typeof wanted !== "object" || wanted === null) return false;
  const found = jsonInText(output, Array.isArray(wanted) ? "array" : "object");
  return found !== undefined && isDeepStrictEqual(found, wanted)
    ? note("output_not_parsed", 'Both texts hold the same JSON: "parseText: true" compares that.')
    : false;
}

/** What is behind the one property in which two objects differ; several are plainly a difference. */
function explainObjects(
  output: Readonly<Record<string, JsonValue>>,
  expected: Readonly<Record<string, JsonValue>>,
): Mismatch | false {
  const keys = [...new Set([...Object.keys(output), ...Object.keys(expected)])];
  const different = keys.filter((key) => !isDeepStrictEqual(output[key], expected[key]));
  const [key, another] = different;
  if (key === undefined) return false;
  if (another !== undefined)
    return {
      value: false,
      comment: `They differ in ${different.slice(0, 5).join(", ")}${different.length > 5 ? ", …" : ""}.`,
    };
  if (!Object.hasOwn(output, key)) return { value: false, comment: `The output lacks "${key}".` };
  if (!Object.hasOwn(expected, key)) return { value: false, comment: `Only the output has "${key}".` };
  const inner = explainMismatch(output[key] as JsonValue, expected[key] as JsonValue);
  return inner === false
    ? { value: false, comment: `They differ in "${key}".` }
    : { ...inner, comment: `At "${key}": ${inner.comment}` };
}

function areSameEntries(output: readonly JsonValue[], expected: readonly JsonValue[]): boolean {
  const sorted = (entries: readonly JsonValue[]): readonly string[] => entries.map(canonicalJson).sort();
  return output.length === expected.length && isDeepStrictEqual(sorted(output), sorted(expected));
}

function note(kind: string, comment: string): Mismatch {
  return { value: false, note: kind, comment };
}
