import { findRoot } from "../find-root.js";
import { requireOpenUnit } from "../require-parameter.js";
import { StatisticInputError } from "../statistic-input-error.js";
import { pairedTPower } from "./paired-t-power.js";

/**
 * Smallest true mean difference that the two-sided paired t test of n items finds with the asked power.
 *
 * Shapes  n >= 2 items; alpha < power < 1.
 * Units   d_z: standard deviations of the items' differences.
 * Method  root of the exact power; 12 % above the normal approximation for n = 10, 3 % for n = 30.
 * Source  Cohen 1988.
 * @throws StatisticInputError when n, alpha or power is outside its domain.
 */
export function pairedTMinimumDetectableEffect({
  n,
  power,
  alpha,
}: {
  readonly n: number;
  readonly power: number;
  readonly alpha: number;
}): number {
  const statistic = "pairedTMinimumDetectableEffect";
  requireOpenUnit(alpha, { statistic, name: "alpha" });
  requireOpenUnit(power, { statistic, name: "power" });
  if (power <= alpha) {
    throw new StatisticInputError(statistic, {
      name: "power",
      received: power,
      allowed: `above alpha = ${alpha}`,
    });
  }
  const evaluate = (effect: number): number => pairedTPower({ effect, n, alpha }) - power;
  let upper = 4 / Math.sqrt(n);
  while (evaluate(upper) < 0) upper *= 2;
  return findRoot({ evaluate, lower: 0, upper });
}
