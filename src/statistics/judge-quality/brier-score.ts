import { type LabelledOutcomes, requireOutcomes, requireProbabilities } from "./labelled-outcomes.js";

/**
 * Brier score: mean squared error of predicted probabilities.
 *
 * Shapes  outcomes (0 or 1), predictions (0 to 1): length n >= 0, aligned by item.
 * Units   in [0, 1]; 0 is perfect, 0.25 is what always saying ½ gives.
 * Null    for n = 0.
 * Source  Brier 1950.
 * @throws PairLengthError, NonFiniteValueError or StatisticInputError on bad input.
 */
export function brierScore(sample: LabelledOutcomes): number | null {
  requireOutcomes("brierScore", sample);
  requireProbabilities("brierScore", sample.predictions);
  const { outcomes, predictions } = sample;
  if (outcomes.length === 0) return null;
  const squares = outcomes.reduce((sum, outcome, i) => sum + (outcome - (predictions[i] as number)) ** 2, 0);
  return squares / outcomes.length;
}
