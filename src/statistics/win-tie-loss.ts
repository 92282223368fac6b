import { assertFinite } from "./non-finite-value-error.js";
import { requireNonNegative } from "./require-parameter.js";

/**
 * Items on which the candidate is above, level with and below the baseline.
 *
 * Shapes  differences: candidate − baseline, one per item; tieBand >= 0 in score points.
 * @throws NonFiniteValueError
 * @throws StatisticInputError when the tie band is negative.
 */
export function winTieLoss(
  differences: readonly number[],
  tieBand = 0,
): { readonly wins: number; readonly ties: number; readonly losses: number } {
  assertFinite(differences, "winTieLoss");
  requireNonNegative(tieBand, { statistic: "winTieLoss", name: "tieBand" });
  const wins = differences.filter((difference) => difference > tieBand).length;
  const losses = differences.filter((difference) => difference < -tieBand).length;
  return { wins, ties: differences.length - wins - losses, losses };
}
