import { sampleSkewness } from "simple-statistics";
import { describe, sizeOf } from "./describe.js";
import { isNegligibleSpread } from "./negligible-spread.js";

/**
 * Sample skewness, adjusted for bias (Fisher–Pearson G1): 0 for a symmetric sample, positive with a long right tail.
 *
 * Shapes  values: length n >= 0.
 * Null    for n < 3 and for zero variance.
 * Source  Joanes & Gill 1998; equal to SciPy's `skew(bias=False)`.
 * @throws NonFiniteValueError
 */
export function skewness(values: readonly number[]): number | null {
  const sample = describe(values);
  const { n, standardDeviation } = sample;
  if (n < 3 || standardDeviation === null) return null;
  return isNegligibleSpread(standardDeviation, sizeOf(sample)) ? null : sampleSkewness(values as number[]);
}
