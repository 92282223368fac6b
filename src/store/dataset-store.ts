import type { Kysely, Selectable, Transaction } from "kysely";
import type { Dataset, DatasetItem } from "../domain/dataset/dataset.js";
import { DatasetAlreadyExistsError } from "../domain/dataset/dataset-errors.js";
import type { DatasetAt, DatasetStore, NewDataset, PutOptions } from "../domain/dataset/dataset-store.js";
import { datasetId } from "../domain/ids.js";
import { checkName } from "../domain/names.js";
import { compareVersions } from "./compare-versions.js";
import { archiveItemRows, latestVersion, putItemRows } from "./put-items.js";
import type { Tables } from "./schema.js";
import { streamItemMetadata } from "./stream-item-metadata.js";

/** Datasets and their items by version. */
export function createDatasetStore(db: Kysely<Tables>, now: () => Date): DatasetStore {
  return {
    async createDataset(dataset) {
      const { isNew, ...created } = await insertDataset(db, dataset, now());
      if (!isNew) throw new DatasetAlreadyExistsError(dataset.name);
      return created;
    },
    async getDataset(name) {
      const row = await db.selectFrom("datasets").selectAll().where("name", "=", name).executeTakeFirst();
      return row === undefined ? null : toDataset(row);
    },
    async listDatasets() {
      const rows = await db.selectFrom("datasets").selectAll().orderBy("name").execute();
      return await Promise.all(
        rows.map(async (row) => ({
          ...toDataset(row),
          activeItems: await countItems(db, { datasetId: row.id, version: null }),
          experiments: await countExperiments(db, row.name),
          latestVersion: await latestVersion(db, row.id),
        })),
      );
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
    async listItems({ afterPosition = -1, limit, ...at }) {
      const rows = await asOf(db, at)
        .where("position", ">", afterPosition)
        .orderBy("position")
        .limit(limit)
        .execute();
      return rows.map(itemOfRow);
    },
    async getItem({ itemId, ...at }) {
      const row = await asOf(db, at).where("id", "=", itemId).executeTakeFirst();
      return row === undefined ? null : itemOfRow(row);
    },
    countItems: (at) => countItems(db, at),
    streamItemMetadata: (at) =>
      streamItemMetadata((afterId, limit) =>
        asOf(db, at)
          .clearSelect()
          .select(["id", "metadata"])
          .where("id", ">", afterId)
          .orderBy("id")
          .limit(limit)
          .execute(),
      ),
    compareVersions: (id, [first, second]) => {
      const read = async (version: string): Promise<ReadonlyMap<string, string>> => {
        const rows = await asOf(db, { datasetId: id, version })
          .clearSelect()
          .select(["id", "valid_from"])
          .execute();
        return new Map(rows.map((row) => [row.id, row.valid_from]));
      };
      return compareVersions(db, { datasetId: id, read: [read(first), read(second)] });
    },
    async listVersions(id) {
      const rows = await db
        .selectFrom("dataset_versions")
        .select("version")
        .where("dataset_id", "=", id)
        .orderBy("version", "desc")
        .execute();
      return rows.map(({ version }) => version);
    },
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
  return { ...toDataset(row), isNew: numInsertedOrUpdatedRows !== 0n };
}

/** ACTIVE items as of a version: validFrom <= version < validTo. */
function asOf(db: Kysely<Tables>, { datasetId: id, version }: DatasetAt) {
  const query = db
    .selectFrom("dataset_items")
    .selectAll()
    .where("dataset_id", "=", id)
    .where("status", "=", "ACTIVE");
  if (version === null) return query.where("valid_to", "is", null);
  return query
    .where("valid_from", "<=", version)
    .where((e) => e.or([e("valid_to", "is", null), e("valid_to", ">", version)]));
}

async function countItems(db: Kysely<Tables>, at: DatasetAt): Promise<number> {
  const row = await asOf(db, at)
    .clearSelect()
    .select((e) => e.fn.countAll().as("count"))
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

async function countExperiments(db: Kysely<Tables>, name: string): Promise<number> {
  const query = db.selectFrom("experiments").where("dataset_name", "=", name);
  return Number((await query.select((e) => e.fn.countAll().as("count")).executeTakeFirstOrThrow()).count);
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

/** An item's row as the domain knows it. */
export function itemOfRow(row: Selectable<Tables["dataset_items"]>): DatasetItem {
  return {
    id: row.id,
    datasetId: row.dataset_id,
    position: row.position,
    input: JSON.parse(row.input),
    expectedOutput: row.expected_output === null ? null : JSON.parse(row.expected_output),
    metadata: JSON.parse(row.metadata),
    status: row.status as DatasetItem["status"],
    sourceTraceId: row.source_trace_id,
    sourceObservationId: row.source_observation_id,
    validFrom: row.valid_from,
    validTo: row.valid_to,
  };
}

/** A dataset's row as the domain knows it. */
function toDataset(row: Selectable<Tables["datasets"]>): Dataset {
  const { id, name, description } = row;
  return {
    id,
    name,
    description,
    metadata: JSON.parse(row.metadata),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
