import { fingerprint } from "../domain/ids.js";
import { canonicalJson } from "../domain/json/canonical-json.js";
import type { JsonObject } from "../domain/json/json.js";
import type { EvaluatorScore } from "../domain/score/evaluation.js";
import type { Evaluator, EvaluatorArguments } from "../domain/score/evaluator.js";
import { UNIT_SCALE } from "../domain/score/score-scale.js";
import { isUnscored, type Unscored } from "./unscored.js";

/** A value, with a comment for people where there is something to say. */
export interface CommentedValue {
  readonly value: number | boolean;
  readonly comment: string;
  /** The comment's kind in snake_case, where `show` is to count and tell it: a value that surprises. */
  readonly note?: string;
}

/** What a built-in evaluator finds out about one output. */
export type Finding = number | boolean | CommentedValue | Unscored;

/** Everything that shapes the one score of a built-in evaluator. */
export interface ComputingEvaluatorDefinition {
  /** The built-in's own name, in snake_case; names the algorithm even where the user renamed the score. */
  readonly kind: string;
  /** Raised whenever the algorithm gives other values: scores of different versions are not compared. */
  readonly version: number;
  /** The user's own name for evaluator and score. */
  readonly name: string | undefined;
  /** Every setting that shapes the score, defaults filled in: an explicit default is no other evaluator. */
  readonly settings: JsonObject;
  readonly find: (judged: EvaluatorArguments) => Finding;
}

/** An evaluator that needs only the processor and writes one score, named as itself. */
export function computingEvaluator(definition: ComputingEvaluatorDefinition): Evaluator {
  const described = describeComputing(definition);
  return { ...described, evaluate: (judged) => [toScore(described.id, definition.find(judged))] };
}

/** All of an evaluator that only computes but its function. */
export function describeComputing({
  kind,
  version,
  name: id = kind,
  settings,
}: Omit<ComputingEvaluatorDefinition, "find">): Omit<Evaluator, "evaluate"> {
  return {
    id,
    mode: "computes",
    scoreNames: [id],
    fingerprint: fingerprint(canonicalJson({ kind, version, settings })),
    scale: UNIT_SCALE,
    timeoutMs: null,
  };
}

function toScore(name: string, finding: Finding): EvaluatorScore {
  const score = { name, value: null, unscoredReason: null, comment: null, metadata: {} };
  if (typeof finding !== "object") return { ...score, value: finding };
  if (isUnscored(finding)) return { ...score, ...finding };
  const { value, comment, note } = finding;
  return { ...score, value, comment, metadata: note === undefined ? {} : { note } };
}
