/**
 * The error rate of each look at a gate that may be looked at this many times.
 *
 * Method  alpha divided by the looks (Bonferroni): whatever the looks share, as they do the items and all repetitions
 *         but the last, a false decision at any of them has at most the rate alpha. Fixed beforehand, so that stopping at
 *         the first look that decides changes nothing.
 */
export function lookLevel(alpha: number, looks: number): number {
  return alpha / looks;
}
