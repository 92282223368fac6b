import { assertFinite } from "../non-finite-value-error.js";
import { StatisticInputError } from "../statistic-input-error.js";

/** Means of values at the ends of a range may lie beyond them by noise. */
const ROUNDING = 1e-9;

/**
 * Differences of scores in [0, 1] mapped to [0, 1]: u = (d + 1) / 2, so that no difference is ½.
 *
 * @throws NonFiniteValueError
 * @throws StatisticInputError when a difference is outside [-1, 1].
 */
export function unitDifferences(statistic: string, differences: readonly number[]): number[] {
  assertFinite(differences, statistic);
  return differences.map((difference, index) => {
    if (Math.abs(difference) <= 1 + ROUNDING) return Math.min(1, Math.max(0, (difference + 1) / 2));
    throw new StatisticInputError(statistic, {
      name: `difference ${index}`,
      received: difference,
      allowed: "-1 to 1; map scores to [0, 1] first",
    });
  });
}
