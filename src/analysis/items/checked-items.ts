import { ItemOrderInvalidError, StoredValueInvalidError } from "../../domain/comparison/comparison-errors.js";
import type { ItemMean } from "../../domain/score/score-store.js";
import { compareItemIds } from "./compare-item-ids.js";

/**
 * The item means of a metric as the store gives them, each checked before any statistic is made of it.
 *
 * @throws StoredValueInvalidError at a NaN or an infinity, naming experiment, metric and item.
 * @throws ItemOrderInvalidError when an item comes twice or out of order.
 */
export async function* checkedItems(
  items: AsyncIterable<ItemMean>,
  place: { readonly experiment: string; readonly metric: string },
): AsyncGenerator<ItemMean> {
  let previous: string | null = null;
  for await (const item of items) {
    if (!Number.isFinite(item.mean)) {
      throw new StoredValueInvalidError({ ...place, itemId: item.itemId, value: item.mean });
    }
    if (previous !== null && compareItemIds(previous, item.itemId) >= 0) {
      throw new ItemOrderInvalidError(place.experiment, { previous, itemId: item.itemId });
    }
    previous = item.itemId;
    yield item;
  }
}
