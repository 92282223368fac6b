import type { ItemMetadata } from "../../domain/dataset/dataset-store.js";
import type { ItemMean } from "../../domain/score/score-store.js";
import { compareItemIds } from "./compare-item-ids.js";

/** One item as both sides have it: null on a side without a value. */
export interface AlignedItem {
  readonly itemId: string;
  readonly baseline: ItemMean | null;
  readonly candidate: ItemMean | null;
  /** Null when not asked for, or when the dataset version has no such item. */
  readonly metadata: ItemMetadata["metadata"] | null;
}

/**
 * Pairs two streams by item id, never by place. All streams are in the order of item ids, so one pass is
 * enough and nothing is kept.
 */
export async function* alignItems(streams: {
  readonly baseline: AsyncIterable<ItemMean>;
  readonly candidate: AsyncIterable<ItemMean>;
  readonly metadata: AsyncIterable<ItemMetadata> | null;
}): AsyncGenerator<AlignedItem> {
  const metadata = streams.metadata === null ? null : await openReader(streams.metadata);
  for await (const [itemId, baseline, candidate] of mergeItems(streams.baseline, streams.candidate)) {
    while (metadata?.next && compareItemIds(metadata.next.itemId, itemId) < 0) await metadata.take();
    const isThere = metadata?.next?.itemId === itemId;
    yield { itemId, baseline, candidate, metadata: isThere ? (metadata?.next?.metadata ?? null) : null };
  }
}

interface OfItem {
  readonly itemId: string;
}

/** The rows of two streams in the order of item ids, item by item; null where a stream has none of the item. */
export async function* mergeItems<Left extends OfItem, Right extends OfItem>(
  left: AsyncIterable<Left>,
  right: AsyncIterable<Right>,
): AsyncGenerator<readonly [itemId: string, left: Left | null, right: Right | null]> {
  const [lefts, rights] = [await openReader(left), await openReader(right)];
  for (;;) {
    const itemId = first(lefts.next?.itemId, rights.next?.itemId);
    if (itemId === undefined) return;
    yield [
      itemId,
      lefts.next?.itemId === itemId ? await lefts.take() : null,
      rights.next?.itemId === itemId ? await rights.take() : null,
    ];
  }
}

interface Reader<Row> {
  /** The row to be taken next; null at the end. */
  readonly next: Row | null;
  take(): Promise<Row | null>;
}

async function openReader<Row>(rows: AsyncIterable<Row>): Promise<Reader<Row>> {
  const iterator = rows[Symbol.asyncIterator]();
  const read = async (): Promise<Row | null> => {
    const { done, value } = await iterator.next();
    return done === true ? null : value;
  };
  let next = await read();
  return {
    get next() {
      return next;
    },
    async take() {
      const taken = next;
      next = await read();
      return taken;
    },
  };
}

function first(left: string | undefined, right: string | undefined): string | undefined {
  if (left === undefined) return right;
  if (right === undefined) return left;
  return compareItemIds(left, right) <= 0 ? left : right;
}
