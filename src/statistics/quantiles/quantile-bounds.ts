import { binomialCdf } from "../distributions/binomial.js";
import { requireOpenUnit } from "../require-parameter.js";
import { sortedQuantile } from "../sorted-quantile.js";
import { StatisticInputError } from "../statistic-input-error.js";

/** Values of which only bounds may be known: a censored one is at least `lower`, and has the upper bound Infinity. */
export interface BoundedValues {
  readonly lower: readonly number[];
  readonly upper: readonly number[];
}

/** A quantile that is known to lie between two bounds; infinite if there is none. */
export interface QuantileBounds {
  readonly lower: number;
  readonly upper: number;
}

/** Both bounds of all values, each in increasing order. */
export interface SortedBounds {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** @throws StatisticInputError when the two are not of one length. */
export function sortBounds({ lower, upper }: BoundedValues): SortedBounds {
  if (lower.length !== upper.length)
    throw new StatisticInputError("sortBounds", {
      name: "upper",
      received: upper.length,
      allowed: `${lower.length} values, as many as lower`,
    });
  return { lower: Float64Array.from(lower).sort(), upper: Float64Array.from(upper).sort() };
}

/** The sample quantile (type 7); null where censored values could change it. */
export function boundedQuantile({ lower, upper }: SortedBounds, p: number): number | null {
  const least = sortedQuantile(lower, p);
  const most = sortedQuantile(upper, p);
  return least !== null && least === most ? least : null;
}

/**
 * One-sided bounds of a quantile, each at level 1 − alpha, by order statistics.
 *
 * Shapes  n >= 0 values, censored or not; 0 < p < 1.
 * Method  this many values below the quantile are binomial: the lower bound is the j-th smallest lower value with
 *         P(X < j) <= alpha, the upper bound the k-th smallest upper value with P(X >= k) <= alpha. They hold for every
 *         distribution, ties and tails included.
 * Null    none: −Infinity or Infinity where no order statistic has the level, or a censored value stands there.
 * Source  Conover 1999, §3.2.
 * @throws StatisticInputError when p or alpha is no probability.
 */
export function quantileBounds(
  { lower, upper }: SortedBounds,
  { p, alpha }: { readonly p: number; readonly alpha: number },
): QuantileBounds {
  requireOpenUnit(p, { statistic: "quantileBounds", name: "p" });
  requireOpenUnit(alpha, { statistic: "quantileBounds", name: "alpha" });
  const n = lower.length;
  const atMost = (count: number): number => binomialCdf(count, { n, p });
  // The largest j with P(X <= j − 1) <= alpha, and the smallest k with P(X <= k − 1) >= 1 − alpha.
  const j = firstWhere(n, (rank) => atMost(rank) > alpha);
  const k = firstWhere(n + 1, (rank) => rank > 0 && atLeast(rank, { n, p }) <= alpha);
  return {
    lower: j === 0 ? Number.NEGATIVE_INFINITY : (lower[j - 1] as number),
    upper: k > n ? Number.POSITIVE_INFINITY : (upper[k - 1] as number),
  };
}

/** P(X >= count), with its digits. */
export function atLeast(count: number, { n, p }: { readonly n: number; readonly p: number }): number {
  return binomialCdf(n - count, { n, p: 1 - p });
}

/** The smallest of 0 … limit for which a condition holds that holds for all larger ones; limit when none does. */
function firstWhere(limit: number, holds: (value: number) => boolean): number {
  let [lower, upper] = [0, limit];
  while (lower < upper) {
    const middle = (lower + upper) >> 1;
    if (holds(middle)) upper = middle;
    else lower = middle + 1;
  }
  return lower;
}
