import type { FilledDifference, MissingBounds } from "../../domain/comparison/difference-reliability.js";
import { pairedTTest } from "../../statistics/paired-t-test.js";
import type { PairedSample } from "../items/paired-sample.js";

/**
 * How far the items without a pair could move the mean difference: recomputed with missing values as 0 and as 1.
 * These are bounds for the reader; missing values enter no verdict as numbers.
 *
 * Units   score points, for scores in [0, 1].
 * Null    when nothing is missing, when values lie outside [0, 1], and with clusters.
 */
export function missingBounds(
  sample: Pick<PairedSample, "differences" | "baselineOnly" | "candidateOnly" | "isUnit" | "clusters">,
  { missingInBoth, level }: { readonly missingInBoth: number; readonly level: number },
): MissingBounds | null {
  const { differences, baselineOnly, candidateOnly } = sample;
  const missing = baselineOnly.length + candidateOnly.length + missingInBoth;
  if (missing === 0 || !sample.isUnit || sample.clusters !== null || differences.length === 0) return null;
  const filled = (fill: { readonly baseline: number; readonly candidate: number }): FilledDifference => {
    const all = [...differences];
    for (const value of baselineOnly) all.push(fill.candidate - value);
    for (const value of candidateOnly) all.push(value - fill.baseline);
    for (let item = 0; item < missingInBoth; item += 1) all.push(fill.candidate - fill.baseline);
    const { meanDifference, interval } = pairedTTest(all, { level });
    return { meanDifference: meanDifference as number, interval };
  };
  const bounds = {
    asZero: filled({ baseline: 0, candidate: 0 }),
    asOne: filled({ baseline: 1, candidate: 1 }),
    lowest: filled({ baseline: 1, candidate: 0 }),
    highest: filled({ baseline: 0, candidate: 1 }),
  };
  const observed = sideOfZero(pairedTTest(differences, { level }));
  return { ...bounds, isStable: Object.values(bounds).every((bound) => sideOfZero(bound) === observed) };
}

function sideOfZero({ interval }: Pick<FilledDifference, "interval">): number {
  if (interval === null) return 0;
  return interval.lower > 0 ? 1 : interval.upper < 0 ? -1 : 0;
}
