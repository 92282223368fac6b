/** The right part of a split, [index, end). */
export interface Split {
  readonly index: number;
  readonly end: number;
  /** Scaled energy distance of the two parts, in the units of the values: large where their distributions differ. */
  readonly divergence: number;
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
  for (let index = 1; index < n; index += 1) {
    for (let end = index + 1; end <= n; end += 1) {
      const left = sumOf(0, index);
      const right = sumOf(index, end);
      const divergence = scaledDivergence({
        sizes: [index, end - index],
        between: sumOf(0, end) - left - right,
        within: [left, right],
      });
      if (divergence > (best?.divergence ?? 0)) best = { index, end, divergence };
    }
  }
  return best;
}

/** 2/(m+n) ΣΣ|x − y| − 2m/((m+n)(n−1)) Σ|x − x'| − 2n/((m+n)(m−1)) Σ|y − y'|, pairs once each. */
function scaledDivergence({
  sizes: [n, m],
  between,
  within: [withinLeft, withinRight],
}: {
  readonly sizes: readonly [number, number];
  readonly between: number;
  readonly within: readonly [number, number];
}): number {
  const leftPart = n < 2 ? 0 : (m / (n - 1)) * withinLeft;
  const rightPart = m < 2 ? 0 : (n / (m - 1)) * withinRight;
  return (2 / (m + n)) * (between - leftPart - rightPart);
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
