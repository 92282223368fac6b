import { rankFamily } from "./p-value-family.js";

/**
 * Benjamini–Hochberg adjustment: controls the expected share of false positives. For exploratory tables.
 *
 * Shapes  pValues: length m >= 0, null where a test was undefined; result: the same length and order.
 * Units   in [0, 1]; reject where the adjusted value is at most the tolerated share.
 * Null    where the p-value is null; it does not count in the family.
 * Source  Benjamini & Hochberg 1995.
 * @throws StatisticInputError when a p-value is outside [0, 1].
 */
export function benjaminiHochberg(pValues: readonly (number | null)[]): (number | null)[] {
  const family = rankFamily("benjaminiHochberg", pValues);
  const adjusted: (number | null)[] = pValues.map(() => null);
  let smallest = 1;
  for (const [rank, { index, pValue }] of [...family.entries()].reverse()) {
    smallest = Math.min(smallest, (family.length * pValue) / (rank + 1));
    adjusted[index] = smallest;
  }
  return adjusted;
}
