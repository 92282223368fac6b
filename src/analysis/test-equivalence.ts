import type { Equivalence } from "../domain/metric-difference.js";
import { studentTSurvival } from "../statistics/distributions/student-t.js";
import { isNegligibleSpread } from "../statistics/negligible-spread.js";
import { tInterval } from "../statistics/t-interval.js";

/** A mean with its error. */
export interface Moments {
  readonly meanDifference: number | null;
  readonly standardError: number | null;
  readonly degreesOfFreedom: number | null;
}

/**
 * Two one-sided tests that a mean difference lies inside ±margin, from its moments, clustered or not.
 *
 * Null    without a standard error, and for an alpha of ½ or more, which no one-sided bound has. At zero variance the mean itself decides, without a p-value.
 * Source  Schuirmann 1987; equal to `equivalenceTest` on independent pairs.
 */
export function testEquivalence(
  { meanDifference: mean, standardError, degreesOfFreedom }: Moments,
  { margin, alpha }: { readonly margin: number; readonly alpha: number },
): Equivalence | null {
  if (mean === null || standardError === null || degreesOfFreedom === null || alpha >= 0.5) return null;
  const level = 1 - 2 * alpha;
  if (isNegligibleSpread(standardError, mean)) {
    const interval = { level, lower: mean, upper: mean };
    return { margin, pValue: null, interval, isEquivalent: Math.abs(mean) < margin };
  }
  const pValue = Math.max(
    studentTSurvival((mean + margin) / standardError, degreesOfFreedom),
    studentTSurvival((margin - mean) / standardError, degreesOfFreedom),
  );
  const interval = tInterval({ n: degreesOfFreedom + 1, mean, standardError }, level);
  return interval === null ? null : { margin, pValue, interval, isEquivalent: pValue < alpha };
}
