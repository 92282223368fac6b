import { requirePositive } from "../require-parameter.js";
import { normalSurvival } from "./normal.js";
import { stirlingCorrection } from "./stirling-correction.js";

/**
 * P(|T| > t) for a noncentral t variable T = (Z + noncentrality) / W, W = √(χ²/df): the power of a
 * two-sided t test whose critical value is t.
 *
 * Domain  t >= 0; degreesOfFreedom > 0, not necessarily whole; noncentrality any.
 * Error   relative 1e-12 where the power is not itself tiny.
 * Method  the trapezoidal rule over log W, which converges exponentially for this integrand.
 * Source  Johnson, Kotz & Balakrishnan 1995, §31.5, for the mixture.
 * @throws StatisticInputError when degreesOfFreedom is not above 0.
 */
export function noncentralTTwoSidedSurvival(
  t: number,
  { degreesOfFreedom, noncentrality }: { readonly degreesOfFreedom: number; readonly noncentrality: number },
): number {
  requirePositive(degreesOfFreedom, { statistic: "noncentralTTwoSidedSurvival", name: "degreesOfFreedom" });
  const half = degreesOfFreedom / 2;
  const peak = 2 * Math.sqrt(half / (2 * Math.PI)) * Math.exp(-stirlingCorrection(half));
  const density = (logW: number): number =>
    peak * Math.exp(degreesOfFreedom * (logW - Math.expm1(2 * logW) / 2));
  const beyond = (w: number): number =>
    normalSurvival(t * w - noncentrality) + normalSurvival(t * w + noncentrality);
  // The density is about 1/√(2 df) wide and the step of `beyond` about 1/noncentrality.
  const step = Math.min(1 / Math.sqrt(2 * degreesOfFreedom), 1 / Math.max(1, Math.abs(noncentrality))) / 5;
  let sum = beyond(1) * density(0);
  for (const direction of [-step, step]) {
    for (let index = 1; ; index += 1) {
      const logW = direction * index;
      const weight = density(logW);
      sum += weight * beyond(Math.exp(logW));
      if (weight < peak * 1e-18) break;
    }
  }
  return sum * step;
}
