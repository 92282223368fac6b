import { z } from "zod";
import type { Evaluator } from "../../domain/score/evaluator.js";
import { parseEvaluatorOptions, TEXT_OPTIONS } from "../evaluator-options.js";
import { rougeLSimilarity } from "./rouge-l-similarity.js";
import { textSimilarityEvaluator } from "./text-similarity-evaluator.js";

const RougeLOptions = z.strictObject(TEXT_OPTIONS);

/** Options of `rougeL`. */
export type RougeLOptions = z.infer<typeof RougeLOptions>;

/** How many words do output and expected output share in the same order? ROUGE-L F1, NUMERIC in [0, 1]. */
export function rougeL(options: RougeLOptions = {}): Evaluator {
  const parsed = parseEvaluatorOptions("rouge_l", { schema: RougeLOptions, options });
  return textSimilarityEvaluator({
    kind: "rouge_l",
    version: 2,
    options: parsed,
    settings: {},
    measure: rougeLSimilarity,
  });
}
