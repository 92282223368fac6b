import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { isJsonObject, type JsonValue } from "../../domain/json/json.js";
import type { Evaluator, EvaluatorArguments } from "../../domain/score/evaluator.js";
import { comparedValues } from "../compared-values.js";
import { computingEvaluator, type Finding } from "../computing-evaluator.js";
import { CASE_SENSITIVE_OPTION, parseEvaluatorOptions, TEXT_OPTIONS } from "../evaluator-options.js";
import { pathIntoText, textBesideStructure } from "../judged-texts.js";
import { explainMismatch } from "./explain-mismatch.js";
import { foldCase } from "./fold-case.js";
import { normalizeText } from "./normalize-text.js";
import { textSettings } from "./text-settings.js";

const ExactMatchOptions = z.strictObject({
  ...TEXT_OPTIONS,
  /** Whether upper and lower case differ; true by default. */
  caseSensitive: CASE_SENSITIVE_OPTION,
  /** Ignores white space at both ends of both texts; false by default. */
  trim: z.boolean().optional().describe("true or false"),
});

/** Options of `exactMatch`; `caseSensitive` and `normalize` are true, `trim` and `parseText` false by default. */
export type ExactMatchOptions = z.infer<typeof ExactMatchOptions>;

/**
 * Does the output equal the expected output? BOOLEAN, with a note if the two look equal but are not.
 *
 * JSON values are compared by structure: the order of keys does not matter, the order of entries does, and the text "1"
 * is not the number 1. `normalize`, `caseSensitive` and `trim` apply to every string inside. `parseText` parses JSON in
 * a text first; without it, a text is unscored, `output_not_parsed`, if an object or array is expected. An output
 * without a value at `path` does not match. Without an expected output: unscored, `no_expected_output`.
 */
export function exactMatch(options: ExactMatchOptions = {}): Evaluator {
  const parsed = parseEvaluatorOptions("exact_match", { schema: ExactMatchOptions, options });
  const { caseSensitive = true, trim = false, normalize = true } = parsed;
  const foldText = (text: string): string => {
    const written = normalize ? normalizeText(text) : text;
    const trimmed = trim ? written.trim() : written;
    return caseSensitive ? trimmed : foldCase(trimmed);
  };
  return computingEvaluator({
    kind: "exact_match",
    version: 2,
    name: parsed.name,
    settings: { ...textSettings(parsed), caseSensitive, trim },
    find: (judged) => compare(judged, { ...parsed, foldText }),
  });
}

function compare(
  judged: EvaluatorArguments,
  options: ExactMatchOptions & { readonly foldText: (text: string) => string },
): Finding {
  const { path, parseText = false, foldText } = options;
  const { output, expected } = comparedValues(judged, options);
  if (expected === undefined) return { unscoredReason: "no_expected_output", comment: null };
  if (output === undefined)
    return pathIntoText(judged, options) ?? { value: false, comment: `The output has nothing at "${path}".` };
  if (typeof output === "string" && typeof expected === "object") {
    const beside = textBesideStructure(expected, options);
    return parseText
      ? { value: false, comment: String(beside.comment), note: beside.unscoredReason }
      : beside;
  }
  const one = fold(output, foldText);
  const other = fold(expected, foldText);
  return isDeepStrictEqual(one, other) || explainMismatch(one, other);
}

function fold(value: JsonValue, foldText: (text: string) => string): JsonValue {
  if (typeof value === "string") return foldText(value);
  // JSON has one zero; isDeepStrictEqual tells -0 from 0.
  if (value === 0) return 0;
  if (Array.isArray(value)) return value.map((entry: JsonValue) => fold(entry, foldText));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, fold(entry, foldText)]));
}
