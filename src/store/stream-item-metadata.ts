import type { ItemMetadata } from "../domain/dataset/dataset-store.js";
import type { JsonObject } from "../domain/json/json.js";

const STREAMED_ITEMS_PER_PAGE = 5_000;

/** Pages by item id, so that memory stays flat whatever the number of items. */
export async function* streamItemMetadata(
  readPage: (
    afterId: string,
    limit: number,
  ) => Promise<readonly { readonly id: string; readonly metadata: string }[]>,
): AsyncGenerator<ItemMetadata> {
  let after = "";
  for (;;) {
    const rows = await readPage(after, STREAMED_ITEMS_PER_PAGE);
    for (const { id, metadata } of rows) yield { itemId: id, metadata: JSON.parse(metadata) as JsonObject };
    const last = rows.at(-1);
    if (last === undefined || rows.length < STREAMED_ITEMS_PER_PAGE) return;
    after = last.id;
  }
}
