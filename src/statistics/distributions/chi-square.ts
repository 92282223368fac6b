import { requirePositive } from "../require-parameter.js";
import { upperIncompleteGamma } from "./incomplete-gamma.js";

/**
 * Upper tail of the chi-square distribution, P(X > x).
 *
 * Domain  x >= 0; degreesOfFreedom > 0.
 * Error   relative 1e-12, deep tails included.
 * Source  Abramowitz & Stegun 26.4.19.
 * @throws StatisticInputError when degreesOfFreedom is not above 0.
 */
export function chiSquareSurvival(x: number, degreesOfFreedom: number): number {
  requirePositive(degreesOfFreedom, { statistic: "chiSquareSurvival", name: "degreesOfFreedom" });
  return upperIncompleteGamma(x / 2, { a: degreesOfFreedom / 2 });
}
