import type { Evaluator } from "../domain/evaluator.js";
import { contains } from "./contains.js";
import { exactMatch } from "./exact-match.js";
import { groundTruthSimilarity } from "./ground-truth-similarity.js";
import { jsonValidity } from "./json-validity.js";
import { levenshtein } from "./levenshtein.js";
import { numericCloseness } from "./numeric-closeness.js";
import { rougeL } from "./rouge-l.js";
import { tokenF1 } from "./token-f1.js";

/**
 * The evaluators that a configuration may name by a string, with their defaults. `regular_expression` and
 * `json_schema` are not among them: they mean nothing without options.
 */
export const builtinEvaluators: Readonly<Record<string, () => Evaluator>> = Object.freeze({
  // Without a prototype, so that "constructor" is no evaluator.
  __proto__: null,
  contains: () => contains(),
  exact_match: () => exactMatch(),
  ground_truth_similarity: () => groundTruthSimilarity(),
  json_validity: () => jsonValidity(),
  levenshtein: () => levenshtein(),
  numeric_closeness: () => numericCloseness(),
  rouge_l: () => rougeL(),
  token_f1: () => tokenF1(),
}) as unknown as Readonly<Record<string, () => Evaluator>>;
