import { canonicalJson } from "../domain/json/canonical-json.js";
import type { JsonValue } from "../domain/json/json.js";
import { describeValue } from "../domain/json/value-description.js";
import type { EvaluatorArguments } from "../domain/score/evaluator.js";
import { type ComparedPlace, comparedValues } from "./compared-values.js";
import { normalizeText } from "./text/normalize-text.js";
import type { Unscored } from "./unscored.js";

/** How an evaluator finds its texts, and which writings of one it takes for the same. */
export interface JudgedPlace extends ComparedPlace {
  readonly normalize?: boolean | undefined;
}

/**
 * The output as text. A string is its own text, a number or boolean its JSON text; null, arrays and objects
 * are no text, and neither is an absent path.
 */
export function judgedOutputText(judged: EvaluatorArguments, place: JudgedPlace): string | Unscored {
  const { output } = comparedValues(judged, place);
  const text = scalarText(output);
  return text === null ? notText(output, { judged, place }) : normalized(text, place);
}

/**
 * Output and expected output as texts to compare. Scalars are text as above; an array or object is compared as
 * canonical JSON, but only with another array or object: an object beside a string would be like with unlike.
 */
export function judgedTexts(
  judged: EvaluatorArguments,
  place: JudgedPlace,
): { readonly output: string; readonly expected: string } | Unscored {
  const { output, expected } = comparedValues(judged, place);
  if (expected === undefined) return { unscoredReason: "no_expected_output", comment: null };
  if (isStructured(output) && isStructured(expected))
    return {
      output: normalized(canonicalJson(output), place),
      expected: normalized(canonicalJson(expected), place),
    };
  const outputText = scalarText(output);
  if (outputText === null) return notText(output, { judged, place });
  const expectedText = scalarText(expected);
  if (expectedText === null) return textBesideStructure(expected, place);
  return { output: normalized(outputText, place), expected: normalized(expectedText, place) };
}

/** A text beside an expected object or array, which would be like with unlike. */
export function textBesideStructure(expected: JsonValue, { parseText = false }: ComparedPlace): Unscored {
  const wanted = describeValue(expected);
  return parseText
    ? {
        unscoredReason: "output_not_json",
        comment: `The output is a text without JSON; expected is ${wanted}.`,
      }
    : {
        unscoredReason: "output_not_parsed",
        comment: `The output is a text, expected is ${wanted}. The option "parseText: true" compares the JSON that the text holds, in a code fence or not.`,
      };
}

/** An output without anything at the path because it is a text, which may hold what the path means. */
export function pathIntoText(
  judged: EvaluatorArguments,
  { path, parseText = false }: ComparedPlace,
): Unscored | null {
  if (path === undefined || parseText || typeof judged.output !== "string") return null;
  return {
    unscoredReason: "output_not_parsed",
    comment: `The output is a text, in which there is no "${path}". The option "parseText: true" takes it from the JSON that the text holds.`,
  };
}

function normalized(text: string, { normalize = true }: JudgedPlace): string {
  return normalize ? normalizeText(text) : text;
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

function notText(
  output: JsonValue | undefined,
  { judged, place }: { readonly judged: EvaluatorArguments; readonly place: JudgedPlace },
): Unscored {
  const { path } = place;
  const intoText = output === undefined ? pathIntoText(judged, place) : null;
  if (intoText !== null) return intoText;
  const where = path === undefined ? "The output" : `The output at "${path}"`;
  const found = output === undefined ? "absent" : describeValue(output);
  return {
    unscoredReason: "output_not_text",
    comment: `${where} is ${found}; this evaluator needs text. Choose a text in it with the option "path".`,
  };
}
