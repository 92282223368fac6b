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
  const baseline = await openReader(streams.baseline);
  const candidate = await openReader(streams.candidate);
  const metadata = streams.metadata === null ? null : await openReader(streams.metadata);
  for (;;) {
    const itemId = first(baseline.next?.itemId, candidate.next?.itemId);
    if (itemId === undefined) return;
    while (metadata?.next && compareItemIds(metadata.next.itemId, itemId) < 0) await metadata.take();
    yield {
      itemId,
      baseline: baseline.next?.itemId === itemId ? await baseline.take() : null,
      candidate: candidate.next?.itemId === itemId ? await candidate.take() : null,
      metadata: metadata?.next?.itemId === itemId ? metadata.next.metadata : null,
    };
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
