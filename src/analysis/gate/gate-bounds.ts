import type { MetricDifference } from "../../domain/comparison/metric-difference.js";
import { bonettPriceEstimate } from "../../statistics/intervals/bonett-price-estimate.js";

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

/** Bounds of a change for the better, as the comparison has them (`differenceBounds`). */
export function changeBounds({ bounds, higherIsBetter }: MetricDifference): Bounds {
  if (bounds === null) return UNKNOWN_BOUNDS;
  const { lower, upper } = bounds;
  return higherIsBetter
    ? { lowerBound: lower, upperBound: upper }
    : { lowerBound: -upper, upperBound: -lower };
}

/** Standard deviation of one pair's change, from which the items needed are planned; null when unknown. */
export function changeDeviation({ binary, standardError, n }: MetricDifference): number | null {
  if (binary === null) return standardError === null ? null : standardError * Math.sqrt(n);
  const { candidateOnly, baselineOnly } = binary;
  return Math.sqrt(bonettPriceEstimate({ candidateOnly, baselineOnly, n }).variance);
}
