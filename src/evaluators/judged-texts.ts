import { canonicalJson } from "../domain/json/canonical-json.js";
import type { JsonValue } from "../domain/json/json.js";
import { describeValue } from "../domain/json/value-description.js";
import type { EvaluatorArguments } from "../domain/score/evaluator.js";
import { comparedValues } from "./compared-values.js";
import type { Unscored } from "./unscored.js";

/**
 * The output as text. A string is its own text, a number or boolean its JSON text; null, arrays and objects
 * are no text, and neither is an absent path.
 */
export function judgedOutputText(judged: EvaluatorArguments, path: string | undefined): string | Unscored {
  const { output } = comparedValues(judged, path);
  return scalarText(output) ?? notText(output, path);
}

/**
 * Output and expected output as texts to compare. Scalars are text as above; an array or object is compared as
 * canonical JSON, but only with another array or object: an object beside a string would be like with unlike.
 */
export function judgedTexts(
  judged: EvaluatorArguments,
  path: string | undefined,
): { readonly output: string; readonly expected: string } | Unscored {
  const { output, expected } = comparedValues(judged, path);
  if (expected === undefined) return { unscoredReason: "no_expected_output", comment: null };
  const bothStructured = isStructured(output) && isStructured(expected);
  const outputText = bothStructured ? canonicalJson(output) : scalarText(output);
  if (outputText === null) return notText(output, path);
  return { output: outputText, expected: scalarText(expected) ?? canonicalJson(expected) };
}

function isStructured(
  value: JsonValue | undefined,
): value is Exclude<JsonValue, string | number | boolean | null> {
  return typeof value === "object" && value !== null;
}

function scalarText(value: JsonValue | undefined): string | null {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? JSON.stringify(value) : null;
}

function notText(output: JsonValue | undefined, path: string | undefined): Unscored {
  const place = path === undefined ? "The output" : `The output at "${path}"`;
  const found = output === undefined ? "absent" : describeValue(output);
  return {
    unscoredReason: "output_not_text",
    comment: `${place} is ${found}; this evaluator needs text. Choose a text in it with the option "path".`,
  };
}
