import type { Kysely, Selectable } from "kysely";
import type { Dataset } from "../domain/dataset/dataset.js";
import type { DatasetAt, DatasetStore, ItemMetadata } from "../domain/dataset/dataset-store.js";
import type { JsonObject } from "../domain/json/json.js";
import { streamPages } from "../domain/stream-pages.js";
import { compareVersions } from "./compare-versions.js";
import { countRows } from "./count-rows.js";
import { itemOfRow, itemsAsOf } from "./items-as-of.js";
import { latestVersion } from "./put-items.js";
import type { Tables } from "./schema.js";

const STREAMED_ITEMS_PER_PAGE = 5_000;

type DatasetQueries = Omit<DatasetStore, "createDataset" | "putItems" | "importItems" | "archiveItems">;

/** What is asked of datasets and their items. */
export function createDatasetQueries(db: Kysely<Tables>): DatasetQueries {
  return {
    async getDataset(name) {
      const row = await db.selectFrom("datasets").selectAll().where("name", "=", name).executeTakeFirst();
      return row === undefined ? null : datasetOfRow(row);
    },
    async listDatasets() {
      const rows = await db.selectFrom("datasets").selectAll().orderBy("name").execute();
      return await Promise.all(
        rows.map(async (row) => ({
          ...datasetOfRow(row),
          activeItems: await countItems(db, { datasetId: row.id, version: null }),
          experiments: await countRows(db.selectFrom("experiments").where("dataset_name", "=", row.name)),
          latestVersion: await latestVersion(db, row.id),
        })),
      );
    },
    async listItems({ afterPosition = -1, limit, ...at }) {
      const rows = await itemsAsOf(db, at)
        .where("position", ">", afterPosition)
        .orderBy("position")
        .limit(limit)
        .execute();
      return rows.map(itemOfRow);
    },
    async getItem({ itemId, ...at }) {
      const row = await itemsAsOf(db, at).where("id", "=", itemId).executeTakeFirst();
      return row === undefined ? null : itemOfRow(row);
    },
    countItems: (at) => countItems(db, at),
    streamItemMetadata: (at) => streamItemMetadata(db, at),
    compareVersions: (id, versions) => compareVersions(db, { datasetId: id, versions }),
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

async function countItems(db: Kysely<Tables>, at: DatasetAt): Promise<number> {
  return countRows(itemsAsOf(db, at).clearSelect());
}

/** The metadata of all items, by their ids. */
async function* streamItemMetadata(db: Kysely<Tables>, at: DatasetAt): AsyncGenerator<ItemMetadata> {
  const items = itemsAsOf(db, at).clearSelect().select(["id", "metadata"]).orderBy("id");
  const pages = streamPages(STREAMED_ITEMS_PER_PAGE, (last: { readonly id: string } | null) =>
    items
      .where("id", ">", last?.id ?? "")
      .limit(STREAMED_ITEMS_PER_PAGE)
      .execute(),
  );
  for await (const rows of pages)
    for (const { id, metadata } of rows) yield { itemId: id, metadata: JSON.parse(metadata) as JsonObject };
}

/** A dataset's row as the domain knows it. */
export function datasetOfRow(row: Selectable<Tables["datasets"]>): Dataset {
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
