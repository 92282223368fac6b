import type { Kysely, Transaction } from "kysely";
import type { Dataset } from "../domain/dataset/dataset.js";
import { DatasetAlreadyExistsError } from "../domain/dataset/dataset-errors.js";
import type { DatasetStore, NewDataset, PutOptions } from "../domain/dataset/dataset-store.js";
import { datasetId } from "../domain/ids.js";
import { checkName } from "../domain/names.js";
import { createDatasetQueries, datasetOfRow } from "./dataset-queries.js";
import { archiveItemRows, putItemRows } from "./put-items.js";
import type { Tables } from "./schema.js";

/** Datasets and their items by version. */
export function createDatasetStore(db: Kysely<Tables>, now: () => Date): DatasetStore {
  return {
    ...createDatasetQueries(db),
    async createDataset(dataset) {
      const { isNew, ...created } = await insertDataset(db, dataset, now());
      if (!isNew) throw new DatasetAlreadyExistsError(dataset.name);
      return created;
    },
    putItems: (id, items, options = {}) =>
      unlessDry(db, options, (trx) => putItemRows(trx, { datasetId: id, items, now: now(), ...options })),
    importItems: (dataset, items, options = {}) =>
      unlessDry(db, options, async (trx) => {
        const { id } = await insertDataset(trx, dataset, now());
        return await putItemRows(trx, { datasetId: id, items, now: now(), ...options });
      }),
    archiveItems: (id, itemIds) =>
      db.transaction().execute((trx) => archiveItemRows(trx, { datasetId: id, itemIds, now: now() })),
  };
}

/** Inserts a dataset that is not there yet; one that is stays as it was. */
async function insertDataset(
  db: Kysely<Tables>,
  { name, description = null, metadata = {} }: NewDataset,
  now: Date,
): Promise<Dataset & { readonly isNew: boolean }> {
  const at = now.toISOString();
  const id = datasetId(checkName("a dataset", name));
  const row = {
    id,
    name,
    description,
    metadata: JSON.stringify(metadata),
    created_at: at,
    updated_at: at,
  };
  const { numInsertedOrUpdatedRows } = await db
    .insertInto("datasets")
    .values(row)
    .onConflict((c) => c.doNothing())
    .executeTakeFirstOrThrow();
  return { ...datasetOfRow(row), isNew: numInsertedOrUpdatedRows !== 0n };
}

/** Undoes the transaction of a dry run, and carries its result. */
class DryRunEnd<Result> extends Error {
  constructor(readonly result: Result) {
    super("a dry run is undone");
  }
}

async function unlessDry<Result>(
  db: Kysely<Tables>,
  { dryRun = false }: PutOptions,
  work: (trx: Transaction<Tables>) => Promise<Result>,
): Promise<Result> {
  try {
    return await db.transaction().execute(async (trx) => {
      const result = await work(trx);
      if (dryRun) throw new DryRunEnd(result);
      return result;
    });
  } catch (error) {
    if (error instanceof DryRunEnd) return error.result as Result;
    throw error;
  }
}
