import { z } from "zod";
import type { Evaluator } from "../../domain/score/evaluator.js";
import { parseEvaluatorOptions, TEXT_OPTIONS } from "../evaluator-options.js";
import { textSimilarityEvaluator } from "./text-similarity-evaluator.js";
import { tokenF1Similarity } from "./token-f1-similarity.js";

const TokenF1Options = z.strictObject(TEXT_OPTIONS);

/** Options of `tokenF1`. */
export type TokenF1Options = z.infer<typeof TokenF1Options>;

/** How many words do output and expected output share, in any order? SQuAD's token F1, NUMERIC in [0, 1]. */
export function tokenF1(options: TokenF1Options = {}): Evaluator {
  const parsed = parseEvaluatorOptions("token_f1", { schema: TokenF1Options, options });
  return textSimilarityEvaluator({
    kind: "token_f1",
    version: 2,
    options: parsed,
    settings: {},
    measure: tokenF1Similarity,
  });
}
