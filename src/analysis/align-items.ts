import type { ItemMean } from "../domain/store.js";

/** Items with a value on both sides, and why the others have none. */
export interface AlignedItems {
  readonly pairs: readonly {
    readonly itemId: string;
    readonly baseline: number;
    readonly candidate: number;
  }[];
  readonly missingInBaseline: number;
  readonly missingInCandidate: number;
}

/** Pairs two streams by item id, never by place. Both are ordered by item id, so one pass is enough. */
export async function alignItems(
  baseline: AsyncIterable<ItemMean>,
  candidate: AsyncIterable<ItemMean>,
): Promise<AlignedItems> {
  const pairs: { itemId: string; baseline: number; candidate: number }[] = [];
  const left = baseline[Symbol.asyncIterator]();
  const right = candidate[Symbol.asyncIterator]();
  let missingInBaseline = 0;
  let missingInCandidate = 0;
  let [a, b] = [await left.next(), await right.next()];
  while (!a.done || !b.done) {
    if (!a.done && !b.done && a.value.itemId === b.value.itemId) {
      pairs.push({ itemId: a.value.itemId, baseline: a.value.mean, candidate: b.value.mean });
      [a, b] = [await left.next(), await right.next()];
    } else if (!a.done && (b.done || a.value.itemId < b.value.itemId)) {
      missingInCandidate += 1;
      a = await left.next();
    } else {
      missingInBaseline += 1;
      b = await right.next();
    }
  }
  return { pairs, missingInBaseline, missingInCandidate };
}
