import { describe } from "../describe.js";
import { isNegligibleSpread } from "../negligible-spread.js";
import { PairLengthError } from "../pair-length-error.js";

/**
 * Cohen's d_av: mean difference in units of the two sides' average spread, √((s_A² + s_B²) / 2).
 *
 * Unlike d_z it does not grow with the correlation of the sides, so it compares across experiments.
 *
 * Shapes  baseline, candidate: length n >= 0, aligned by item.
 * Null    for n < 2 and when neither side varies.
 * Source  Cumming 2012; Lakens 2013.
 * @throws NonFiniteValueError
 * @throws PairLengthError when the lengths differ.
 */
export function cohensDav(pairs: {
  readonly baseline: readonly number[];
  readonly candidate: readonly number[];
}): number | null {
  const baseline = describe(pairs.baseline);
  const candidate = describe(pairs.candidate);
  if (baseline.n !== candidate.n) {
    throw new PairLengthError("cohensDav", { baseline: baseline.n, candidate: candidate.n });
  }
  if (baseline.mean === null || candidate.mean === null) return null;
  if (baseline.variance === null || candidate.variance === null) return null;
  const spread = Math.sqrt((baseline.variance + candidate.variance) / 2);
  const magnitude = Math.max(Math.abs(baseline.mean), Math.abs(candidate.mean));
  return isNegligibleSpread(spread, magnitude) ? null : (candidate.mean - baseline.mean) / spread;
}
