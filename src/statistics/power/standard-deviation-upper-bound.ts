import { chiSquareSurvival } from "../distributions/chi-square.js";
import { findRootOfIncreasing } from "../find-root.js";
import { requireNonNegative, requireOpenUnit } from "../require-parameter.js";
import { StatisticInputError } from "../statistic-input-error.js";

/**
 * One-sided upper confidence bound of a standard deviation: what a small pilot's estimate may hide.
 *
 * Shapes  n >= 2 values, of a normal distribution.
 * Units   those of the standard deviation; level in (0, 1).
 * Method  s · √((n − 1) / χ²), χ² the lower (1 − level) quantile with n − 1 degrees of freedom.
 * Source  Browne 1995 on sample sizes from pilots.
 * @throws StatisticInputError when an argument is outside its domain.
 */
export function standardDeviationUpperBound({
  standardDeviation,
  n,
  level,
}: {
  readonly standardDeviation: number;
  readonly n: number;
  readonly level: number;
}): number {
  const statistic = "standardDeviationUpperBound";
  requireNonNegative(standardDeviation, { statistic, name: "standardDeviation" });
  requireOpenUnit(level, { statistic, name: "level" });
  if (!(Number.isSafeInteger(n) && n >= 2)) {
    throw new StatisticInputError(statistic, {
      name: "n",
      received: n,
      allowed: "a whole number, 2 or above",
    });
  }
  const degreesOfFreedom = n - 1;
  const logQuantile = findRootOfIncreasing(
    (logX) => Math.log(level / chiSquareSurvival(Math.exp(logX), degreesOfFreedom)),
    Math.log(degreesOfFreedom),
  );
  return standardDeviation * Math.sqrt(degreesOfFreedom / Math.exp(logQuantile));
}
