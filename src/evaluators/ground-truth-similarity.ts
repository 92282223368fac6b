import { z } from "zod";
import type { Evaluator } from "../domain/evaluator.js";
import { COMMON_OPTIONS, parseEvaluatorOptions } from "./evaluator-options.js";
import { levenshteinSimilarity } from "./levenshtein-similarity.js";
import { lexicalSimilarity } from "./lexical-similarity.js";
import type { TextMeasure } from "./text-measure.js";
import { textSimilarityEvaluator } from "./text-similarity-evaluator.js";

/**
 * A method is one entry here. One that asks a model for embeddings would need `mode: "waits"` and a gateway:
 * give it an evaluator of its own and choose between the two in `groundTruthSimilarity`.
 */
const METHODS = {
  lexical: lexicalSimilarity,
  levenshtein: levenshteinSimilarity,
} satisfies Record<string, TextMeasure>;

const GroundTruthSimilarityOptions = z.strictObject({
  ...COMMON_OPTIONS,
  method: z.enum(["lexical", "levenshtein"]).optional().describe('"lexical" or "levenshtein"'),
});

/** Options of `groundTruthSimilarity`; `method` is "lexical" by default. */
export type GroundTruthSimilarityOptions = z.infer<typeof GroundTruthSimilarityOptions>;

/**
 * How close is the output to the ground truth, the item's expected output? NUMERIC in [0, 1], without a model.
 *
 * `lexical` is the mean of token F1 and ROUGE-L F1 over words; `levenshtein` compares characters and suits
 * short answers. Neither knows that two different words mean the same: for that, use a model as judge.
 * An item without an expected output is unscored, `no_expected_output`, never 0.
 */
export function groundTruthSimilarity(options: GroundTruthSimilarityOptions = {}): Evaluator {
  const kind = "ground_truth_similarity";
  const parsed = parseEvaluatorOptions(kind, { schema: GroundTruthSimilarityOptions, options });
  const method = parsed.method ?? "lexical";
  return textSimilarityEvaluator({
    kind,
    version: 1,
    options: parsed,
    settings: { method },
    measure: METHODS[method],
  });
}
