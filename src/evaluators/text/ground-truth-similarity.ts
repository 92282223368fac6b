import { z } from "zod";
import type { Evaluator, EvaluatorModelDefaults } from "../../domain/score/evaluator.js";
import { parseEvaluatorOptions, TEXT_OPTIONS } from "../evaluator-options.js";
import { EvaluatorOptionsInvalidError } from "../evaluator-options-invalid-error.js";
import { DEFAULT_EMBEDDING_MODEL, embeddingSimilarity } from "./embedding-similarity.js";
import { levenshteinSimilarity } from "./levenshtein-similarity.js";
import { lexicalSimilarity } from "./lexical-similarity.js";
import type { TextMeasure } from "./text-measure.js";
import { textSimilarityEvaluator } from "./text-similarity-evaluator.js";

const GROUND_TRUTH_SIMILARITY = "ground_truth_similarity";

const METHODS = {
  lexical: lexicalSimilarity,
  levenshtein: levenshteinSimilarity,
} satisfies Record<string, TextMeasure>;

const GroundTruthSimilarityOptions = z.strictObject({
  ...TEXT_OPTIONS,
  /** `lexical`, `levenshtein`, or `embedding` (cosine of two vectors). */
  method: z
    .enum(["lexical", "levenshtein", "embedding"])
    .optional()
    .describe('"lexical", "levenshtein" or "embedding"'),
  /** Embedding model; by default `models.embedding` of the configuration. */
  embedding: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe('the name of an embedding model, such as "text-embedding-3-small"'),
});

/**
 * Options of `groundTruthSimilarity`. `embedding` implies the method of that name; without either option the
 * method is "embedding" where the configuration names an embedding model, else "lexical".
 */
export type GroundTruthSimilarityOptions = z.infer<typeof GroundTruthSimilarityOptions>;

/**
 * How close is the output to the ground truth, the item's expected output? NUMERIC in [0, 1].
 *
 * `lexical` is the mean of token F1 and ROUGE-L F1 over words; `levenshtein` compares characters and suits
 * short answers. Neither knows that two different words mean the same; `embedding` does, by the cosine of two
 * vectors that a model makes. An item without an expected output is unscored, `no_expected_output`, never 0.
 *
 * @throws EvaluatorOptionsInvalidError naming the option, what was received and what is allowed.
 */
export function groundTruthSimilarity(options: GroundTruthSimilarityOptions = {}): Evaluator {
  return create(options, {});
}

function create(options: GroundTruthSimilarityOptions, defaults: EvaluatorModelDefaults): Evaluator {
  const parsed = parseEvaluatorOptions(GROUND_TRUTH_SIMILARITY, {
    schema: GroundTruthSimilarityOptions,
    options,
  });
  const { name, embedding } = parsed;
  const configured = embedding ?? defaults.embedding;
  const method = parsed.method ?? (configured === undefined ? "lexical" : "embedding");
  const withModelDefaults = (given: EvaluatorModelDefaults): Evaluator => create(options, given);
  if (method === "embedding") {
    const model = configured ?? DEFAULT_EMBEDDING_MODEL;
    return {
      ...embeddingSimilarity({ kind: GROUND_TRUTH_SIMILARITY, name, place: parsed, model }),
      withModelDefaults,
    };
  }
  if (embedding !== undefined) {
    const allowed = 'no embedding model beside the method "lexical" or "levenshtein"';
    throw new EvaluatorOptionsInvalidError({
      evaluator: GROUND_TRUTH_SIMILARITY,
      option: "embedding",
      received: embedding,
      allowed,
    });
  }
  const lexical = textSimilarityEvaluator({
    kind: GROUND_TRUTH_SIMILARITY,
    version: 2,
    options: parsed,
    settings: { method },
    measure: METHODS[method],
  });
  return { ...lexical, withModelDefaults };
}
