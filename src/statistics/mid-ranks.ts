/** Ranks with the sizes of the groups of equal values. */
export interface MidRanks {
  readonly ranks: readonly number[];
  readonly tieSizes: readonly number[];
}

/**
 * Ranks 1 … n; equal values share the mean of the ranks they cover.
 *
 * Shapes  values: length n >= 0, finite; ranks: length n, in the order of the values; tieSizes: one count
 *         per distinct value, in increasing order, ones included.
 * Source  Kendall 1945.
 */
export function midRanks(values: readonly number[]): MidRanks {
  const order = values.map((_, index) => index).sort((i, j) => (values[i] as number) - (values[j] as number));
  const ranks = new Array<number>(values.length);
  const tieSizes: number[] = [];
  let start = 0;
  while (start < order.length) {
    const value = values[order[start] as number] as number;
    let end = start + 1;
    while (end < order.length && values[order[end] as number] === value) end += 1;
    for (let place = start; place < end; place += 1) ranks[order[place] as number] = (start + 1 + end) / 2;
    tieSizes.push(end - start);
    start = end;
  }
  return { ranks, tieSizes };
}
