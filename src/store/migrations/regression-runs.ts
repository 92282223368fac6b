import { type Kysely, sql } from "kysely";

/** Regression runs with their verdicts, and the messages that they ended with. */
export async function regressionRuns(db: Kysely<unknown>): Promise<void> {
  const text = "text" as const;
  const { schema } = db;
  await schema
    .createTable("regression_runs")
    .ifNotExists()
    .addColumn("sequence", sql`integer`, (c) => c.primaryKey().autoIncrement())
    .addColumn("id", text, (c) => c.notNull().unique())
    .addColumn("definition", text, (c) => c.notNull())
    .addColumn("schedule", text)
    .addColumn("state", text)
    .addColumn("created_at", text, (c) => c.notNull())
    .addColumn("body", text, (c) => c.notNull())
    .execute();
  await schema
    .createIndex("regression_runs_definition")
    .ifNotExists()
    .on("regression_runs")
    .columns(["definition", "sequence"])
    .execute();
  await schema
    .createTable("notifications")
    .ifNotExists()
    .addColumn("sequence", sql`integer`, (c) => c.primaryKey().autoIncrement())
    .addColumn("id", text, (c) => c.notNull().unique())
    .addColumn("regression_run_id", text, (c) => c.notNull())
    .addColumn("status", text, (c) => c.notNull())
    .addColumn("body", text, (c) => c.notNull())
    .execute();
  await schema
    .createIndex("notifications_regression_run")
    .ifNotExists()
    .on("notifications")
    .columns(["regression_run_id", "sequence"])
    .execute();
}
