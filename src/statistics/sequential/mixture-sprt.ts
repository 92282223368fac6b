import { assertFinite } from "../non-finite-value-error.js";
import { requirePositive } from "../require-parameter.js";
import { StatisticInputError } from "../statistic-input-error.js";

/** State of a mixture sequential probability ratio test after some item. */
export interface MixtureSprtStep {
  /** Mixture likelihood ratio; reject when it reaches 1 / alpha. */
  readonly likelihoodRatio: number;
  /** Smallest 1 / ratio so far, at most 1: a p-value that holds at all times. */
  readonly pValue: number;
}

/** What the test assumes. */
export interface MixtureSprtPlan {
  /** Variance of one difference, known beforehand: an estimate from the same data makes it approximate. */
  readonly variance: number;
  /** Variance of the normal prior over true effects. */
  readonly effectVariance: number;
  /** Mean under the null hypothesis. */
  readonly nullMean?: number;
}

/**
 * Mixture sequential probability ratio test of a normal mean with known variance.
 *
 * Shapes  values: length n >= 0 in a fixed, random order; result: one step per prefix.
 * Units   variances in squared units of the values; p in (0, 1].
 * Source  Robbins 1970; Johari et al. 2017.
 * @throws NonFiniteValueError
 * @throws StatisticInputError when a variance is not above 0 or the null mean not finite.
 */
export function mixtureSprt(values: readonly number[], plan: MixtureSprtPlan): MixtureSprtStep[] {
  const { variance, effectVariance, nullMean = 0 } = plan;
  requirePositive(variance, { statistic: "mixtureSprt", name: "variance" });
  requirePositive(effectVariance, { statistic: "mixtureSprt", name: "effectVariance" });
  if (!Number.isFinite(nullMean)) {
    throw new StatisticInputError("mixtureSprt", {
      name: "nullMean",
      received: nullMean,
      allowed: "a finite number",
    });
  }
  assertFinite(values, "mixtureSprt");
  let sum = 0;
  let pValue = 1;
  return values.map((value, index) => {
    sum += value - nullMean;
    const total = variance + (index + 1) * effectVariance;
    const exponent = (effectVariance * sum * sum) / (2 * variance * total);
    const likelihoodRatio = Math.min(Number.MAX_VALUE, Math.sqrt(variance / total) * Math.exp(exponent));
    pValue = Math.min(pValue, 1 / likelihoodRatio);
    return { likelihoodRatio, pValue };
  });
}
