import type { Kysely } from "kysely";

/** Which verdicts were asked for on which data set: each look is a chance of a false one. */
export async function datasetLooks(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("dataset_looks")
    .addColumn("id", "text", (c) => c.primaryKey())
    .addColumn("dataset_id", "text", (c) => c.notNull())
    .addColumn("question", "text", (c) => c.notNull())
    .addColumn("looked_at", "text", (c) => c.notNull())
    .execute();
  await db.schema.createIndex("dataset_looks_dataset").on("dataset_looks").column("dataset_id").execute();
}
