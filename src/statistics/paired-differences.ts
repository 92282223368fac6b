import { assertFinite } from "./non-finite-value-error.js";
import { snapDifference } from "./snap-difference.js";

/**
 * Differences candidate − baseline, item by item.
 *
 * Shapes  pairs: length n >= 0, both values from the same item.
 * Units   those of the values, rounded to 1e-12, so that equal differences are equal and nearly-zero ones
 *         are zero; above 9,000 they are already coarser than that and stay as they are.
 * @throws NonFiniteValueError
 */
export function pairedDifferences(
  pairs: readonly { readonly baseline: number; readonly candidate: number }[],
): number[] {
  const differences = pairs.map(({ baseline, candidate }) => candidate - baseline);
  assertFinite(differences, "pairedDifferences");
  return differences.map(snapDifference);
}
