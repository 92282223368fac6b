import { isDeepStrictEqual } from "node:util";
import type { Kysely, Selectable, Transaction } from "kysely";
import type { Dataset, DatasetItem, NewDatasetItem } from "../domain/dataset/dataset.js";
import { DatasetAlreadyExistsError, DatasetItemConflictError } from "../domain/dataset/dataset-errors.js";
import { datasetId } from "../domain/ids.js";
import { checkName } from "../domain/names.js";
import type { DatasetAt, DatasetStore, NewDataset, PutOutcome } from "../domain/store.js";
import { chunked } from "./chunked.js";
import { toDataset } from "./dataset-row.js";
import { identifyItems } from "./identify-items.js";
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
    putItems: (id, items) =>
      db.transaction().execute((trx) => putItems(trx, { datasetId: id, items, now: now() })),
    importItems: (dataset, items) =>
      db.transaction().execute(async (trx) => {
        const { id } = await insertDataset(trx, dataset, now());
        return await putItems(trx, { datasetId: id, items, now: now() });
      }),
    archiveItems: (id, itemIds) =>
      db.transaction().execute(async (trx) => {
        const current = await currentItems(trx, id, itemIds);
        const active = [...current.values()].filter((item) => item.status === "ACTIVE");
        const version = await write(trx, {
          datasetId: id,
          now: now(),
          items: active.map((item) => ({ ...item, status: "ARCHIVED" })),
        });
        return { version, changed: active.length };
      }),
    async listItems({ afterPosition = -1, limit, ...at }) {
      const rows = await asOf(db, at)
        .where("position", ">", afterPosition)
        .orderBy("position")
        .limit(limit)
        .execute();
      return rows.map(toItem);
    },
    async getItem({ itemId, ...at }) {
      const row = await asOf(db, at).where("id", "=", itemId).executeTakeFirst();
      return row === undefined ? null : toItem(row);
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

async function latestVersion(db: Kysely<Tables>, id: string): Promise<string | null> {
  const query = db.selectFrom("dataset_versions").where("dataset_id", "=", id);
  return (await query.select((e) => e.fn.max("version").as("latest")).executeTakeFirstOrThrow()).latest as
    | string
    | null;
}

async function putItems(
  trx: Transaction<Tables>,
  {
    datasetId: id,
    items,
    now,
  }: { readonly datasetId: string; readonly items: readonly NewDatasetItem[]; readonly now: Date },
): Promise<PutOutcome> {
  const identified = identifyItems(id, items);
  const current = await currentItems(trx, id, [...identified.keys()]);
  let position = await nextPosition(trx, id);
  const changed: ItemRow[] = [];
  for (const [itemId, item] of identified) {
    const old = current.get(itemId);
    const row = merge(item, { id: itemId, datasetId: id, old, position: old?.position ?? position });
    if (old === undefined) position += 1;
    else if (isDeepStrictEqual(comparable(old), comparable(row))) continue;
    changed.push(row);
  }
  const version = await write(trx, { datasetId: id, now, items: changed });
  return { version, changed: changed.length, unchanged: identified.size - changed.length };
}

type ItemRow = Omit<Tables["dataset_items"], "valid_from" | "valid_to">;

function merge(
  item: NewDatasetItem,
  {
    id,
    datasetId: dataset,
    old,
    position,
  }: {
    readonly id: string;
    readonly datasetId: string;
    readonly old: ItemRow | undefined;
    readonly position: number;
  },
): ItemRow {
  return {
    dataset_id: dataset,
    id,
    position,
    input: JSON.stringify(item.input),
    expected_output:
      item.expectedOutput === undefined
        ? (old?.expected_output ?? null)
        : JSON.stringify(item.expectedOutput),
    metadata: item.metadata === undefined ? (old?.metadata ?? "{}") : JSON.stringify(item.metadata),
    status: item.status ?? old?.status ?? "ACTIVE",
    source_trace_id: item.sourceTraceId ?? old?.source_trace_id ?? null,
    source_observation_id: item.sourceObservationId ?? old?.source_observation_id ?? null,
  };
}

function comparable({
  input,
  expected_output,
  metadata,
  status,
  source_trace_id,
  source_observation_id,
}: ItemRow): unknown {
  const parse = (text: string | null): unknown => (text === null ? null : JSON.parse(text));
  return [
    parse(input),
    parse(expected_output),
    parse(metadata),
    status,
    source_trace_id,
    source_observation_id,
  ];
}

async function currentItems(
  trx: Transaction<Tables>,
  dataset: string,
  ids: readonly string[],
): Promise<Map<string, ItemRow>> {
  const found = new Map<string, ItemRow>();
  for (const part of chunked(ids, 500)) {
    const rows = await trx
      .selectFrom("dataset_items")
      .selectAll()
      .where("id", "in", part)
      .where("valid_to", "is", null)
      .execute();
    for (const { valid_from, valid_to, ...row } of rows) {
      if (row.dataset_id !== dataset) {
        const { name } = await trx
          .selectFrom("datasets")
          .select("name")
          .where("id", "=", dataset)
          .executeTakeFirstOrThrow();
        throw new DatasetItemConflictError(row.id, name);
      }
      found.set(row.id, row);
    }
  }
  return found;
}

async function nextPosition(trx: Transaction<Tables>, dataset: string): Promise<number> {
  const query = trx.selectFrom("dataset_items").where("dataset_id", "=", dataset);
  const { last } = await query.select((e) => e.fn.max("position").as("last")).executeTakeFirstOrThrow();
  return last === null ? 0 : Number(last) + 1;
}

/** Opens a new version with these items; without items the latest version stays. */
async function write(
  trx: Transaction<Tables>,
  {
    datasetId: id,
    now,
    items,
  }: { readonly datasetId: string; readonly now: Date; readonly items: readonly ItemRow[] },
): Promise<string | null> {
  const previous = await latestVersion(trx, id);
  if (items.length === 0) return previous;
  const instant = Math.max(now.getTime(), previous === null ? 0 : new Date(previous).getTime() + 1);
  const version = new Date(instant).toISOString();
  await trx.insertInto("dataset_versions").values({ dataset_id: id, version }).execute();
  for (const part of chunked(items, 200)) {
    const ids = part.map((item) => item.id);
    await trx
      .updateTable("dataset_items")
      .set({ valid_to: version })
      .where("id", "in", ids)
      .where("valid_to", "is", null)
      .execute();
    await trx
      .insertInto("dataset_items")
      .values(part.map((item) => ({ ...item, valid_from: version, valid_to: null })))
      .execute();
  }
  await trx.updateTable("datasets").set({ updated_at: now.toISOString() }).where("id", "=", id).execute();
  return version;
}

/** An item's row as the domain knows it. */
export function toItem(row: Selectable<Tables["dataset_items"]>): DatasetItem {
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
