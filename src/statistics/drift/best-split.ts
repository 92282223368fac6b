import { scaledDivergence } from "./energy-divergence.js";

/** The right part of a split, [index, end). */
export interface Split {
  readonly index: number;
  readonly end: number;
}

/**
 * Where a segment splits best, over all splits and all ends of the right part.
 *
 * The free end lets a short-lived change be found that a return to the old level would hide.
 *
 * Shapes  values: length n >= 0; time and memory grow with n².
 * Null    for n < 2, and when all values are equal.
 * Source  Matteson & James 2014, §2.3.
 */
export function bestSplit(values: readonly number[]): Split | null {
  const n = values.length;
  const within = withinSums(values);
  const sumOf = (start: number, end: number): number => within[start * (n + 1) + end] as number;
  let best: Split | null = null;
  let largest = 0;
  for (let index = 1; index < n; index += 1) {
    for (let end = index + 1; end <= n; end += 1) {
      const left = sumOf(0, index);
      const right = sumOf(index, end);
      const divergence = scaledDivergence({
        sizes: [index, end - index],
        between: sumOf(0, end) - left - right,
        within: [left, right],
      });
      if (divergence > largest) {
        largest = divergence;
        best = { index, end };
      }
    }
  }
  return best;
}

/** Sum of |x_i − x_j| over the pairs inside [start, end), at start · (n + 1) + end. */
function withinSums(values: readonly number[]): Float64Array {
  const n = values.length;
  const width = n + 1;
  const sums = new Float64Array(width * width);
  for (let start = n - 2; start >= 0; start -= 1) {
    let fromStart = 0;
    for (let end = start + 2; end <= n; end += 1) {
      fromStart += Math.abs((values[start] as number) - (values[end - 1] as number));
      sums[start * width + end] = (sums[(start + 1) * width + end] as number) + fromStart;
    }
  }
  return sums;
}
