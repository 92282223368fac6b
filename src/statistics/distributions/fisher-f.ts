import { requirePositive } from "../require-parameter.js";
import { incompleteBeta } from "./incomplete-beta.js";

/**
 * Upper tail of Fisher's F distribution, P(F > x).
 *
 * Domain  x >= 0; numerator and denominator degrees of freedom > 0.
 * Error   relative 1e-12, deep tails included.
 * Source  Abramowitz & Stegun 26.6.2.
 * @throws StatisticInputError when a number of degrees of freedom is not above 0.
 */
export function fisherFSurvival(
  x: number,
  { numerator, denominator }: { readonly numerator: number; readonly denominator: number },
): number {
  requirePositive(numerator, { statistic: "fisherFSurvival", name: "numerator degrees of freedom" });
  requirePositive(denominator, { statistic: "fisherFSurvival", name: "denominator degrees of freedom" });
  if (x <= 0) return 1;
  const sum = denominator + numerator * x;
  return incompleteBeta({
    x: denominator / sum,
    complement: (numerator * x) / sum,
    a: denominator / 2,
    b: numerator / 2,
  });
}
