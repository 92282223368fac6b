import { rankFamily } from "./p-value-family.js";

/**
 * Holm's step-down adjustment: controls the chance of even one false positive in the family.
 *
 * Shapes  pValues: length m >= 0, null where a test was undefined; result: the same length and order.
 * Units   in [0, 1]; reject where the adjusted value is at most alpha.
 * Null    where the p-value is null; it does not count in the family.
 * Source  Holm 1979.
 * @throws StatisticInputError when a p-value is outside [0, 1].
 */
export function holm(pValues: readonly (number | null)[]): (number | null)[] {
  const family = rankFamily("holm", pValues);
  const adjusted: (number | null)[] = pValues.map(() => null);
  let largest = 0;
  for (const [rank, { index, pValue }] of family.entries()) {
    largest = Math.max(largest, Math.min(1, (family.length - rank) * pValue));
    adjusted[index] = largest;
  }
  return adjusted;
}
