import type { RunValue } from "../domain/label-store.js";

/**
 * The judgements behind one score, in the score's own unit, where the evaluator stored them.
 *
 * A judge that samples writes `metadata.judgements: number[]`, mapped to the score's scale; a score without that
 * is its own only judgement.
 */
export function readJudgements({ value, metadata }: Pick<RunValue, "value" | "metadata">): readonly number[] {
  const { judgements } = metadata;
  if (!Array.isArray(judgements)) return [value];
  const numbers = judgements.filter(
    (judgement): judgement is number => typeof judgement === "number" && Number.isFinite(judgement),
  );
  return numbers.length === 0 ? [value] : numbers;
}
