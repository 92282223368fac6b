import type { ItemMetadata } from "../domain/dataset/dataset-store.js";
import type { JsonObject } from "../domain/json/json.js";
import { streamPages } from "../domain/stream-pages.js";

const STREAMED_ITEMS_PER_PAGE = 5_000;

/** The metadata of all items, by their ids. */
export async function* streamItemMetadata(
  readPage: (
    afterId: string,
    limit: number,
  ) => Promise<readonly { readonly id: string; readonly metadata: string }[]>,
): AsyncGenerator<ItemMetadata> {
  const pages = streamPages(
    STREAMED_ITEMS_PER_PAGE,
    (last: { readonly id: string; readonly metadata: string } | null) =>
      readPage(last?.id ?? "", STREAMED_ITEMS_PER_PAGE),
  );
  for await (const rows of pages)
    for (const { id, metadata } of rows) yield { itemId: id, metadata: JSON.parse(metadata) as JsonObject };
}
