import { z } from "zod";
import type { Evaluator } from "../../domain/score/evaluator.js";
import { CASE_SENSITIVE_OPTION, parseEvaluatorOptions, TEXT_OPTIONS } from "../evaluator-options.js";
import { foldCase } from "./fold-case.js";
import { levenshteinSimilarity } from "./levenshtein-similarity.js";
import { textSimilarityEvaluator } from "./text-similarity-evaluator.js";

const LevenshteinOptions = z.strictObject({
  ...TEXT_OPTIONS,
  /** Whether upper and lower case differ; true by default. */
  caseSensitive: CASE_SENSITIVE_OPTION,
});

/** Options of `levenshtein`; `caseSensitive` is true by default. */
export type LevenshteinOptions = z.infer<typeof LevenshteinOptions>;

/**
 * How alike are output and expected output, character by character? NUMERIC in [0, 1].
 *
 * Good for short answers and spelling; for longer texts, where wording may differ, see `rougeL` and `tokenF1`.
 */
export function levenshtein(options: LevenshteinOptions = {}): Evaluator {
  const parsed = parseEvaluatorOptions("levenshtein", { schema: LevenshteinOptions, options });
  const { caseSensitive = true } = parsed;
  const fold = (text: string): string => (caseSensitive ? text : foldCase(text));
  return textSimilarityEvaluator({
    kind: "levenshtein",
    version: 2,
    options: parsed,
    settings: { caseSensitive },
    measure: (output, expected) => levenshteinSimilarity(fold(output), fold(expected)),
  });
}
