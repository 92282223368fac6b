import { type ItemFile, type ItemFileOptions, readItemFile } from "../../data-files/read-item-file.js";
import type { NewDatasetItem } from "../../domain/dataset/dataset.js";
import type { PutOptions, PutOutcome } from "../../domain/dataset/dataset-store.js";
import { identifyItems } from "../../domain/dataset/identify-items.js";
import { datasetId } from "../../domain/ids.js";
import type { Store } from "../../domain/store.js";

/** A file of items, and the dataset to import it into. */
export interface ImportRequest extends PutOptions, ItemFileOptions {
  /** Name of the dataset; it is created if it does not exist. */
  readonly dataset: string;
  /** Path of a JSON, JSONL, CSV or TSV file. */
  readonly file: string;
}

/** The result of an import, or with `dryRun` the result that it would have. */
export interface ImportOutcome
  extends PutOutcome,
    Pick<ItemFile, "columns" | "listKey" | "repeated" | "telling"> {
  readonly dataset: string;
  readonly file: string;
  readonly dryRun: boolean;
  /** The file's items as they are, or would be, stored; each has its id. */
  readonly items: readonly NewDatasetItem[];
}

/**
 * Imports a file of items: adds, changes and reactivates, and with `replace` archives what the file does not have.
 *
 * @throws ItemFileInvalidError, NameInvalidError; nothing has been imported then
 */
export async function importItemFile(store: Store, request: ImportRequest): Promise<ImportOutcome> {
  const { dataset, file, replace = false, dryRun = false, ...reading } = request;
  const { items: placed, columns, listKey, repeated, telling } = await readItemFile(file, reading);
  const given = placed.map(({ item }) => item);
  const outcome = await store.importItems({ name: dataset }, given, { replace, dryRun });
  const items = [...identifyItems(datasetId(dataset), given)].map(([id, item]) => ({ ...item, id }));
  return { dataset, file, dryRun, ...outcome, columns, listKey, repeated, telling, items };
}
