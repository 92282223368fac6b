import type { WorstCaseFills } from "../comparison/worst-case-fills.js";
import type { PairedSample } from "../items/paired-sample.js";

/**
 * Adjusts the fills of the pairs as the pairs are adjusted. Items with missing values have no covariate, and are not
 * adjusted.
 */
export function adjustFills(
  fills: WorstCaseFills,
  {
    sample,
    adjusted,
  }: {
    readonly sample: Pick<PairedSample, "differences">;
    readonly adjusted: Pick<PairedSample, "differences">;
  },
): WorstCaseFills {
  const shift = (values: readonly number[]): number[] =>
    values.map(
      (value, index) => value + ((adjusted.differences[index] ?? 0) - (sample.differences[index] ?? 0)),
    );
  return { ...fills, lowest: shift(fills.lowest), highest: shift(fills.highest) };
}
