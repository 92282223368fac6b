import type { Evaluator } from "../domain/score/evaluator.js";
import { gEval } from "./g-eval/g-eval.js";
import { jsonValidity } from "./json/json-validity.js";
import { pairwiseJudge } from "./pairwise/pairwise-judge.js";
import { contains } from "./text/contains.js";
import { exactMatch } from "./text/exact-match.js";
import { groundTruthSimilarity } from "./text/ground-truth-similarity.js";
import { levenshtein } from "./text/levenshtein.js";
import { numericCloseness } from "./text/numeric-closeness.js";
import { rougeL } from "./text/rouge-l.js";
import { tokenF1 } from "./text/token-f1.js";

/**
 * The evaluators that a configuration may name by a string, with their defaults. Not among them are those
 * that mean nothing without options, such as `regular_expression`, `json_schema` and `rubric`.
 */
export const builtinEvaluators: Readonly<Record<string, () => Evaluator>> = Object.freeze({
  // Without a prototype, so that "constructor" is no evaluator.
  __proto__: null,
  contains: () => contains(),
  exact_match: () => exactMatch(),
  g_eval: () => gEval(),
  ground_truth_similarity: () => groundTruthSimilarity(),
  json_validity: () => jsonValidity(),
  levenshtein: () => levenshtein(),
  numeric_closeness: () => numericCloseness(),
  pairwise: () => pairwiseJudge(),
  rouge_l: () => rougeL(),
  token_f1: () => tokenF1(),
}) as unknown as Readonly<Record<string, () => Evaluator>>;
