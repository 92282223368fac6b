import { midRanks } from "../mid-ranks.js";
import { type LabelledOutcomes, requireOutcomes } from "./labelled-outcomes.js";

/**
 * Area under the ROC curve: the chance that a judge scores a passing item above a failing one, ties one half.
 *
 * Shapes  outcomes (0 or 1), predictions (any scale): length n >= 0, aligned by item.
 * Units   in [0, 1]; ½ is chance.
 * Null    unless both outcomes occur.
 * Source  Hanley & McNeil 1982.
 * @throws PairLengthError, NonFiniteValueError or StatisticInputError on bad input.
 */
export function areaUnderCurve(sample: LabelledOutcomes): number | null {
  requireOutcomes("areaUnderCurve", sample);
  const { outcomes, predictions } = sample;
  const passed = outcomes.filter((outcome) => outcome === 1).length;
  const failed = outcomes.length - passed;
  if (passed === 0 || failed === 0) return null;
  const { ranks } = midRanks(predictions);
  const rankSum = outcomes.reduce((sum, outcome, i) => sum + outcome * (ranks[i] as number), 0);
  return (rankSum - (passed * (passed + 1)) / 2) / (passed * failed);
}
