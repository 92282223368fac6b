import { requireOpenUnit } from "../require-parameter.js";
import { StatisticInputError } from "../statistic-input-error.js";
import { predictableBets } from "./predictable-bets.js";
import { unitDifferences } from "./unit-differences.js";

/**
 * Wealth of a gambler who bets that the mean difference is above a threshold: an e-process against
 * "the mean is at most the threshold". Reject at any time when it reaches 1 / alpha.
 *
 * Shapes  differences in [-1, 1]: length n >= 0 in a fixed, random order; result: wealth after each.
 * Units   e-values, > 0; multiply those of independent runs, average those of dependent ones.
 * Method  K_t = Π (1 + λ_i (u_i − m)), u = (d + 1) / 2, λ predictable in [0, ½ / m].
 * Source  Waudby-Smith & Ramdas 2023 (arXiv:2010.09686); Ville 1939 for the threshold.
 * @throws NonFiniteValueError
 * @throws StatisticInputError when a difference, the threshold or alpha is outside its domain.
 */
export function bettingEProcess(
  differences: readonly number[],
  { alpha, threshold = 0 }: { readonly alpha: number; readonly threshold?: number },
): number[] {
  requireOpenUnit(alpha, { statistic: "bettingEProcess", name: "alpha" });
  if (!(threshold > -1 && threshold < 1)) {
    throw new StatisticInputError("bettingEProcess", {
      name: "threshold",
      received: threshold,
      allowed: "a number between -1 and 1, both excluded",
    });
  }
  const units = unitDifferences("bettingEProcess", differences);
  const mean = (threshold + 1) / 2;
  const bets = predictableBets(units, { alpha, limit: 0.5 / mean });
  let wealth = 1;
  return units.map((unit, index) => {
    wealth *= 1 + (bets[index] as number) * (unit - mean);
    return wealth;
  });
}
