import { StatisticInputError } from "./statistic-input-error.js";

/**
 * Sample quantile by linear interpolation (type 7, the default of R and NumPy).
 *
 * Shapes  sorted: length n >= 0, finite and in increasing order, so that many quantiles cost one sort; 0 <= p <= 1.
 * Units   those of the values.
 * Null    for n = 0.
 * Source  Hyndman & Fan 1996; `quantile` of simple-statistics is another type.
 * @throws StatisticInputError when p is outside [0, 1].
 */
export function sortedQuantile(sorted: Float64Array, p: number): number | null {
  if (!(p >= 0 && p <= 1)) {
    throw new StatisticInputError("sortedQuantile", {
      name: "p",
      received: p,
      allowed: "a number from 0 to 1",
    });
  }
  if (sorted.length === 0) return null;
  const position = (sorted.length - 1) * p;
  const below = Math.floor(position);
  const low = sorted[below] as number;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] as number;
  return low + (position - below) * (high - low);
}
