import { normalQuantile, normalSurvival } from "../distributions/normal.js";
import { requireOpenUnit, requirePositive } from "../require-parameter.js";

/**
 * Power of a two-sided paired test by the normal approximation: optimistic below some hundred items.
 *
 * Shapes  effect: d_z, true mean difference in standard deviations of the differences; n > 0 items.
 * Units   power in [alpha, 1].
 * Source  Cohen 1988.
 * @throws StatisticInputError when n or alpha is outside its domain.
 */
export function pairedNormalPower({
  effect,
  n,
  alpha,
}: {
  readonly effect: number;
  readonly n: number;
  readonly alpha: number;
}): number {
  requireOpenUnit(alpha, { statistic: "pairedNormalPower", name: "alpha" });
  requirePositive(n, { statistic: "pairedNormalPower", name: "n" });
  const critical = -normalQuantile(alpha / 2);
  const shift = effect * Math.sqrt(n);
  return normalSurvival(critical - shift) + normalSurvival(critical + shift);
}
