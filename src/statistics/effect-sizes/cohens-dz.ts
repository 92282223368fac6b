import { describe, sizeOf } from "../describe.js";
import { isNegligibleSpread } from "../negligible-spread.js";

/**
 * Cohen's d_z: mean difference in standard deviations of the differences.
 *
 * Shapes  differences: length n >= 0, one per item.
 * Null    for n < 2 and for zero variance.
 * Source  Cohen 1988; Lakens 2013.
 * @throws NonFiniteValueError
 */
export function cohensDz(differences: readonly number[]): number | null {
  const sample = describe(differences);
  const { mean, standardDeviation } = sample;
  if (mean === null || standardDeviation === null || isNegligibleSpread(standardDeviation, sizeOf(sample)))
    return null;
  return mean / standardDeviation;
}
