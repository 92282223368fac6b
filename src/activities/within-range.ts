import type { EvaluatorScore } from "../domain/score/evaluation.js";
import { isWithinRange } from "../domain/score/is-within-range.js";
import type { ScoreScale } from "../domain/score/score-scale.js";

/** A score outside its declared range is no value of the metric: the run is unscored, and the comment names item and value. */
export function withinRange(
  score: EvaluatorScore,
  { scale, itemId }: { readonly scale: ScoreScale | null; readonly itemId: string },
): EvaluatorScore {
  const { value, name } = score;
  const range = scale?.range ?? null;
  if (range === null || typeof value !== "number") return score;
  const { minimum, maximum } = range;
  if (isWithinRange(value, range)) return { ...score, value: Math.min(maximum, Math.max(minimum, value)) };
  const comment = `item "${itemId}": ${name} is ${value}, outside of the declared range of ${minimum} to ${maximum}`;
  return { ...score, value: null, unscoredReason: "out_of_range", comment };
}
