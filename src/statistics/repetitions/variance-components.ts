/** Running sums over items from which the variance of repetitions and of items is split. */
export interface VarianceSplit {
  /** Between repetitions of the same item, pooled by degrees of freedom; null without repetitions. */
  readonly within: number | null;
  /** Between the items' true means; null without repetitions or below two items. */
  readonly between: number | null;
}

/**
 * Variance decomposition over repetitions, one item at a time, for samples too large to keep.
 *
 * Shapes  `add` takes each item's mean, ddof-1 variance (null for one value) and number of values, in any order.
 * Units   squared units of the values.
 * Method  as `repetitionVariance`, to which the result is equal; means by Welford's update.
 * Source  Miller 2024 (arXiv:2411.00640) §5.
 */
export function accumulateVarianceComponents(): {
  add(item: { readonly mean: number; readonly variance: number | null; readonly values: number }): void;
  result(): VarianceSplit;
} {
  let [items, centre, spread] = [0, 0, 0];
  let [squares, degreesOfFreedom, noiseShares] = [0, 0, 0];
  return {
    add({ mean, variance, values }) {
      items += 1;
      const distance = mean - centre;
      centre += distance / items;
      spread += distance * (mean - centre);
      noiseShares += 1 / values;
      if (variance === null) return;
      squares += variance * (values - 1);
      degreesOfFreedom += values - 1;
    },
    result() {
      if (degreesOfFreedom === 0) return { within: null, between: null };
      const within = squares / degreesOfFreedom;
      if (items < 2) return { within, between: null };
      return { within, between: Math.max(0, spread / (items - 1) - (within * noiseShares) / items) };
    },
  };
}
