import type { Kysely } from "kysely";
import type { Tables } from "../schema.js";

/**
 * An item is known by its dataset and its id, so that two datasets can have the same ids. A primary key cannot be
 * changed, so the rows move into a new table, which takes the old one's name; the new key serves reading by id too.
 */
export async function itemsByDataset(db: Kysely<unknown>): Promise<void> {
  const text = "text" as const;
  await db.schema
    .createTable("dataset_items_by_dataset")
    .addColumn("dataset_id", text, (c) => c.notNull().references("datasets.id"))
    .addColumn("id", text, (c) => c.notNull())
    .addColumn("position", "integer", (c) => c.notNull())
    .addColumn("input", text, (c) => c.notNull())
    .addColumn("expected_output", text)
    .addColumn("metadata", text, (c) => c.notNull())
    .addColumn("status", text, (c) => c.notNull())
    .addColumn("source_trace_id", text)
    .addColumn("source_observation_id", text)
    .addColumn("valid_from", text, (c) => c.notNull())
    .addColumn("valid_to", text)
    .addPrimaryKeyConstraint("dataset_items_identity", ["dataset_id", "id", "valid_from"])
    .execute();
  const columns = [
    ...(["dataset_id", "id", "position", "input", "expected_output", "metadata", "status"] as const),
    ...(["source_trace_id", "source_observation_id", "valid_from", "valid_to"] as const),
  ];
  const tables = db.withTables<
    Pick<Tables, "dataset_items"> & { dataset_items_by_dataset: Tables["dataset_items"] }
  >();
  await tables
    .insertInto("dataset_items_by_dataset")
    .columns([...columns])
    .expression(tables.selectFrom("dataset_items").select(columns))
    .execute();
  await db.schema.dropTable("dataset_items").execute();
  await db.schema.alterTable("dataset_items_by_dataset").renameTo("dataset_items").execute();
  await db.schema
    .createIndex("dataset_items_order")
    .on("dataset_items")
    .columns(["dataset_id", "position", "valid_from"])
    .execute();
}
