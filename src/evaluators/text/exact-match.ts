import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { isJsonObject, type JsonValue } from "../../domain/json/json.js";
import type { Evaluator } from "../../domain/score/evaluator.js";
import { comparedValues } from "../compared-values.js";
import { computingEvaluator } from "../computing-evaluator.js";
import { CASE_SENSITIVE_OPTION, COMMON_OPTIONS, parseEvaluatorOptions } from "../evaluator-options.js";

const ExactMatchOptions = z.strictObject({
  ...COMMON_OPTIONS,
  /** True by default. */
  caseSensitive: CASE_SENSITIVE_OPTION,
  /** Ignores white space around both texts; false by default. */
  trim: z.boolean().optional().describe("true or false"),
});

/** Options of `exactMatch`; `caseSensitive` is true and `trim` false by default. */
export type ExactMatchOptions = z.infer<typeof ExactMatchOptions>;

/**
 * Is the output the expected output? BOOLEAN.
 *
 * JSON values are compared by structure: the order of keys is of no account, that of entries is, and the text
 * "1" is not the number 1. `caseSensitive` and `trim` apply to every string inside. An output without anything
 * at `path` does not match; without an expected output the score is unscored, `no_expected_output`.
 */
export function exactMatch(options: ExactMatchOptions = {}): Evaluator {
  const parsed = parseEvaluatorOptions("exact_match", { schema: ExactMatchOptions, options });
  const { path, caseSensitive = true, trim = false } = parsed;
  const normalizeText = (text: string): string => {
    const trimmed = trim ? text.trim() : text;
    return caseSensitive ? trimmed : trimmed.toLowerCase();
  };
  return computingEvaluator({
    kind: "exact_match",
    version: 1,
    name: parsed.name,
    settings: { path: path ?? null, caseSensitive, trim },
    find: (judged) => {
      const { output, expected } = comparedValues(judged, path);
      if (expected === undefined) return { unscoredReason: "no_expected_output", comment: null };
      if (output === undefined) return { value: false, comment: `The output has nothing at "${path}".` };
      return isDeepStrictEqual(normalize(output, normalizeText), normalize(expected, normalizeText));
    },
  });
}

function normalize(value: JsonValue, normalizeText: (text: string) => string): JsonValue {
  if (typeof value === "string") return normalizeText(value);
  // JSON has one zero; isDeepStrictEqual tells -0 from 0.
  if (value === 0) return 0;
  if (Array.isArray(value)) return value.map((entry: JsonValue) => normalize(entry, normalizeText));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [key, normalize(entry, normalizeText)]),
  );
}
