import type { MetricDifference } from "../../domain/comparison/metric-difference.js";
import { bonettPriceEstimate } from "../../statistics/intervals/bonett-price-estimate.js";
import { bonettPriceInterval } from "../../statistics/intervals/bonett-price-interval.js";
import { tInterval } from "../../statistics/t-interval.js";

/** One-sided bounds of an estimate, each at level 1 − alpha. */
export interface Bounds {
  readonly lowerBound: number | null;
  readonly upperBound: number | null;
}

/** Where no bound exists. */
export const UNKNOWN_BOUNDS: Bounds = { lowerBound: null, upperBound: null };

/** The mean difference, turned so that above zero is better. */
export function changeForTheBetter({ meanDifference, higherIsBetter }: MetricDifference): number | null {
  if (meanDifference === null) return null;
  return higherIsBetter || meanDifference === 0 ? meanDifference : -meanDifference;
}

/**
 * Bounds of a change for the better, by the method of the comparison's interval: Bonett–Price for yes-or-no values,
 * else t on the pairs, cluster-robust with clusters. After looking repeatedly the anytime-valid interval, which is
 * two-sided and so a little wide.
 */
export function changeBounds(difference: MetricDifference, alpha: number): Bounds {
  const interval = changeInterval(difference, alpha);
  if (interval === null) return UNKNOWN_BOUNDS;
  const { lower, upper } = interval;
  return difference.higherIsBetter
    ? { lowerBound: lower, upperBound: upper }
    : { lowerBound: -upper, upperBound: -lower };
}

function changeInterval(difference: MetricDifference, alpha: number): MetricDifference["interval"] {
  const { meanDifference: mean, standardError, degreesOfFreedom, binary, n } = difference;
  if (difference.intervalMethod === "confidence_sequence") return difference.interval;
  if (alpha >= 0.5) return null;
  const level = 1 - 2 * alpha;
  if (binary !== null) {
    const { candidateOnly, baselineOnly } = binary;
    return bonettPriceInterval({ candidateOnly, baselineOnly, n }, level);
  }
  return degreesOfFreedom === null
    ? null
    : tInterval({ n: degreesOfFreedom + 1, mean, standardError }, level);
}

/** Standard deviation of one pair's change, from which the items needed are planned; null when unknown. */
export function changeDeviation({ binary, standardError, n }: MetricDifference): number | null {
  if (binary === null) return standardError === null ? null : standardError * Math.sqrt(n);
  const { candidateOnly, baselineOnly } = binary;
  return Math.sqrt(bonettPriceEstimate({ candidateOnly, baselineOnly, n }).variance);
}
