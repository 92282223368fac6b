import { assertFinite } from "./non-finite-value-error.js";
import { snapDifference } from "./snap-difference.js";

/**
 * Differences candidate − baseline, item by item.
 *
 * Shapes  pairs: length n >= 0, both values from the same item.
 * Units   those of the values, rounded to 1e-12 of the larger of the two, so that equal differences are equal and
 *         nearly-zero ones are zero.
 * @throws NonFiniteValueError
 */
export function pairedDifferences(
  pairs: readonly { readonly baseline: number; readonly candidate: number }[],
): number[] {
  const differences = pairs.map(({ baseline, candidate }) => candidate - baseline);
  assertFinite(differences, "pairedDifferences");
  return differences.map((difference, index) => {
    const { baseline, candidate } = pairs[index] as (typeof pairs)[number];
    return snapDifference(difference, Math.max(Math.abs(baseline), Math.abs(candidate)));
  });
}
