import type { NewDatasetItem } from "../../domain/dataset/dataset.js";
import { DatasetItemsInvalidError } from "../../domain/dataset/dataset-errors.js";
import type { PutOptions, PutOutcome } from "../../domain/dataset/dataset-store.js";
import type { Store } from "../../domain/store.js";
import { checkItems } from "./check-items.js";
import { requireDataset } from "./require-dataset.js";

/**
 * Adds, changes and reactivates items of a dataset, in one version.
 *
 * @throws DatasetNotFoundError, DatasetItemsInvalidError, DatasetItemDuplicateError
 */
export async function putItems(
  store: Store,
  request: PutOptions & { readonly dataset: string; readonly items: readonly NewDatasetItem[] },
): Promise<PutOutcome> {
  const { dataset: name, items, ...options } = request;
  const { id } = await requireDataset(store, name);
  const checked = checkItems(items);
  if ("problem" in checked) throw new DatasetItemsInvalidError(name, checked.problem);
  return await store.putItems(id, checked.items, options);
}
