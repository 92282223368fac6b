import { noncentralTTwoSidedSurvival } from "../distributions/noncentral-t.js";
import { studentTQuantile } from "../distributions/student-t.js";
import { findRoot } from "../find-root.js";
import { requireOpenUnit } from "../require-parameter.js";
import { StatisticInputError } from "../statistic-input-error.js";

/**
 * Power of the two-sided paired t test.
 *
 * Shapes  effect: d_z, true mean difference in standard deviations of the differences; n > 1 items.
 * Units   power in [alpha, 1].
 * Method  exact, by the noncentral t distribution.
 * Source  Cohen 1988.
 * @throws StatisticInputError when n, the effect or alpha is outside its domain.
 */
export function pairedTPower({
  effect,
  n,
  alpha,
}: {
  readonly effect: number;
  readonly n: number;
  readonly alpha: number;
}): number {
  requireOpenUnit(alpha, { statistic: "pairedTPower", name: "alpha" });
  requireEffect("pairedTPower", effect);
  if (!(n > 1 && Number.isFinite(n))) {
    throw new StatisticInputError("pairedTPower", {
      name: "n",
      received: n,
      allowed: "a finite number above 1",
    });
  }
  const critical = -studentTQuantile(alpha / 2, n - 1);
  const noncentrality = effect * Math.sqrt(n);
  // Missing it takes a normal value beyond 10 or a chi-square above 100 times its mean: less than 1e-22, and a series
  // of as many terms as the noncentrality squared.
  if (Math.abs(noncentrality) > 20 * (critical + 1)) return 1;
  return noncentralTTwoSidedSurvival(critical, { degreesOfFreedom: n - 1, noncentrality });
}

/**
 * Items for which the two-sided paired t test has the asked power; not rounded.
 *
 * Shapes  effect: d_z; alpha < power < 1. Round up to plan with; below 2 items means 2.
 * Null    for effect 0, which no number of items finds.
 * @throws StatisticInputError when the effect, alpha or power is outside its domain.
 */
export function pairedTItemsNeeded({
  effect,
  power,
  alpha,
}: {
  readonly effect: number;
  readonly power: number;
  readonly alpha: number;
}): number | null {
  const statistic = "pairedTItemsNeeded";
  requireOpenUnit(alpha, { statistic, name: "alpha" });
  requireOpenUnit(power, { statistic, name: "power" });
  requireEffect(statistic, effect);
  if (power <= alpha) {
    throw new StatisticInputError(statistic, {
      name: "power",
      received: power,
      allowed: `above alpha = ${alpha}`,
    });
  }
  if (effect === 0) return null;
  const evaluate = (logN: number): number => pairedTPower({ effect, n: Math.exp(logN), alpha }) - power;
  let upper = Math.log(4);
  while (evaluate(upper) < 0) upper += 1;
  const lower = Math.log(2);
  return evaluate(lower) >= 0 ? 2 : Math.exp(findRoot({ evaluate, lower, upper }));
}

function requireEffect(statistic: string, effect: number): void {
  if (!Number.isFinite(effect)) {
    throw new StatisticInputError(statistic, {
      name: "effect",
      received: effect,
      allowed: "a finite number",
    });
  }
}
