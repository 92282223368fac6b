import { type Kysely, sql } from "kysely";

/** What experiments of a definition are compared with, and what they were compared with before. */
export async function baselines(db: Kysely<unknown>): Promise<void> {
  const text = "text" as const;
  await db.schema
    .createTable("baselines")
    .ifNotExists()
    .addColumn("sequence", sql`integer`, (c) => c.primaryKey().autoIncrement())
    .addColumn("id", text, (c) => c.notNull().unique())
    .addColumn("definition", text, (c) => c.notNull())
    .addColumn("variant", text, (c) => c.notNull())
    .addColumn("experiment_id", text, (c) => c.notNull())
    .addColumn("experiment", text, (c) => c.notNull())
    .addColumn("reason", text, (c) => c.notNull())
    .addColumn("set_by", text, (c) => c.notNull())
    .addColumn("set_at", text, (c) => c.notNull())
    .addColumn("cleared_at", text)
    .addColumn("cleared_by", text)
    .addColumn("cleared_reason", text)
    .execute();
  await db.schema
    .createIndex("baselines_definition")
    .ifNotExists()
    .on("baselines")
    .columns(["definition", "sequence"])
    .execute();
}
