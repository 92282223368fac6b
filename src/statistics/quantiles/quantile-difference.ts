import { binomialCdf } from "../distributions/binomial.js";
import { atLeast, type QuantileBounds, quantileBounds, type SortedBounds } from "./quantile-bounds.js";

/** Two samples, of the same items or not. */
export interface TwoSamples {
  readonly baseline: SortedBounds;
  readonly candidate: SortedBounds;
}

/**
 * One-sided bounds of the difference of a quantile, candidate − baseline, each at level 1 − alpha.
 *
 * Method  each side's bound at level 1 − alpha / 2 (Bonferroni): holds for every distribution and whatever the two samples
 *         have in common, at the price of some width.
 * Null    none: infinite where a side has no bound.
 */
export function quantileDifferenceBounds(
  { baseline, candidate }: TwoSamples,
  { p, alpha }: { readonly p: number; readonly alpha: number },
): QuantileBounds {
  const [before, after] = [baseline, candidate].map((side) => quantileBounds(side, { p, alpha: alpha / 2 }));
  const { lower, upper } = before as QuantileBounds;
  return { lower: (after as QuantileBounds).lower - upper, upper: (after as QuantileBounds).upper - lower };
}

/**
 * Two-sided p-value that a quantile is the same in both samples, of the bounds of `quantileDifferenceBounds`.
 *
 * Units   p in (0, 1]: at most alpha just when one of the bounds at alpha / 2 excludes zero.
 * Method  four times the smallest level at which some threshold lies above the one sample's quantile and below the other's.
 */
export function quantileDifferencePValue({ baseline, candidate }: TwoSamples, p: number): number {
  return Math.min(1, 4 * separation(baseline, candidate, p), 4 * separation(candidate, baseline, p));
}

/** The smallest level at which a threshold separates the quantile of `below` from that of `above`. */
function separation(below: SortedBounds, above: SortedBounds, p: number): number {
  const thresholds = [...new Set([...below.upper, ...above.lower])]
    .filter((value) => Number.isFinite(value))
    .sort((left, right) => left - right);
  // The higher the threshold, the surer it is above the one quantile, and the less sure below the other.
  const levels = (index: number): readonly [number, number] => {
    const threshold = thresholds[index] as number;
    return [
      atLeast(countUpTo(below.upper, threshold), { n: below.upper.length, p }),
      binomialCdf(countUpTo(above.lower, threshold), { n: above.lower.length, p }),
    ];
  };
  let [lower, upper] = [0, thresholds.length];
  while (lower < upper) {
    const middle = (lower + upper) >> 1;
    const [isAbove, isBelow] = levels(middle);
    if (isBelow >= isAbove) upper = middle;
    else lower = middle + 1;
  }
  return Math.min(
    ...[lower - 1, lower]
      .filter((index) => index >= 0 && index < thresholds.length)
      .map((index) => Math.max(...levels(index))),
    1,
  );
}

/** How many of the values in increasing order are at most the threshold. */
function countUpTo(sorted: Float64Array, threshold: number): number {
  let [lower, upper] = [0, sorted.length];
  while (lower < upper) {
    const middle = (lower + upper) >> 1;
    if ((sorted[middle] as number) <= threshold) lower = middle + 1;
    else upper = middle;
  }
  return lower;
}
