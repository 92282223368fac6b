import type { BinaryTest, Equivalence } from "../../domain/comparison/metric-difference.js";
import { normalSurvival } from "../../statistics/distributions/normal.js";
import { studentTSurvival } from "../../statistics/distributions/student-t.js";
import { bonettPriceEstimate } from "../../statistics/intervals/bonett-price-estimate.js";
import { bonettPriceInterval } from "../../statistics/intervals/bonett-price-interval.js";
import { isNegligibleSpread } from "../../statistics/negligible-spread.js";
import { tInterval } from "../../statistics/t-interval.js";

/** A mean with its error. */
export interface Moments {
  readonly n: number;
  readonly meanDifference: number | null;
  readonly standardError: number | null;
  readonly degreesOfFreedom: number | null;
  /** Of yes-or-no values; null or absent = a mean of numbers. */
  readonly binary?: BinaryTest | null;
}

/** What two one-sided tests say before they are corrected for their family. */
export type SingleEquivalence = Omit<Equivalence, "pValueAdjusted" | "isEquivalent">;

/**
 * Two one-sided tests that a mean difference lies inside ±margin, from its moments, clustered or not. Both must
 * reject, so the two need no correction; several metrics or candidates do (`settleEquivalence`).
 *
 * Method  t; yes-or-no values by the normal test that Bonett and Price's interval inverts, as a few items without any
 *         discordant pair have no variance and yet prove little.
 * Null    without a standard error, and for an alpha of ½ or more, which no one-sided bound has. At zero variance the
 *         mean itself decides, without a p-value.
 * Source  Schuirmann 1987; equal to `equivalenceTest` on independent pairs. Bonett & Price 2012.
 */
export function testEquivalence(
  moments: Moments,
  { margin, alpha }: { readonly margin: number; readonly alpha: number },
): SingleEquivalence | null {
  const { n, meanDifference: mean, standardError, degreesOfFreedom, binary = null } = moments;
  if (mean === null || standardError === null || degreesOfFreedom === null || alpha >= 0.5) return null;
  const level = 1 - 2 * alpha;
  if (binary !== null) return testBinary(binary, { n, margin, level });
  if (isNegligibleSpread(standardError, mean))
    return { margin, pValue: null, interval: { level, lower: mean, upper: mean } };
  const pValue = Math.max(
    studentTSurvival((mean + margin) / standardError, degreesOfFreedom),
    studentTSurvival((margin - mean) / standardError, degreesOfFreedom),
  );
  const interval = tInterval({ n: degreesOfFreedom + 1, mean, standardError }, level);
  return interval === null ? null : { margin, pValue, interval };
}

function testBinary(
  { candidateOnly, baselineOnly }: BinaryTest,
  { n, margin, level }: { readonly n: number; readonly margin: number; readonly level: number },
): SingleEquivalence | null {
  const pairs = { candidateOnly, baselineOnly, n };
  const interval = bonettPriceInterval(pairs, level);
  if (interval === null) return null;
  const { difference, standardError } = bonettPriceEstimate(pairs);
  const pValue = normalSurvival((margin - Math.abs(difference)) / standardError);
  return { margin, pValue, interval };
}
