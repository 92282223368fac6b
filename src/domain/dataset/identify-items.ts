import { datasetItemId } from "../ids.js";
import type { NewDatasetItem } from "./dataset.js";
import { DatasetItemDuplicateError } from "./dataset-errors.js";

/**
 * Items by id. Those without one get it from their input; the k-th equal input of one call gets the k-th such id.
 *
 * @throws DatasetItemDuplicateError, since of two items with one id one would be lost.
 */
export function identifyItems(
  dataset: string,
  items: readonly NewDatasetItem[],
): ReadonlyMap<string, NewDatasetItem> {
  const seen = new Map<string, number>();
  const identified = new Map<string, NewDatasetItem>();
  for (const item of items) {
    const id = item.id ?? nextId(dataset, JSON.stringify(item.input), seen);
    if (identified.has(id)) throw new DatasetItemDuplicateError(id);
    identified.set(id, item);
  }
  return identified;
}

function nextId(dataset: string, input: string, seen: Map<string, number>): string {
  const count = seen.get(input) ?? 0;
  seen.set(input, count + 1);
  return datasetItemId(dataset, count === 0 ? input : `${input}#${count}`);
}
