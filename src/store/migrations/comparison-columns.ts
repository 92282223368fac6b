import type { Kysely } from "kysely";
import type { Tables } from "../schema.js";

/** Comparisons are found by status and dataset, as experiments are. */
export async function comparisonColumns(db: Kysely<unknown>): Promise<void> {
  const comparisons = db.withTables<Pick<Tables, "comparisons">>();
  await db.schema
    .alterTable("comparisons")
    .addColumn("status", "text", (c) => c.notNull().defaultTo("pending"))
    .execute();
  await db.schema
    .alterTable("comparisons")
    .addColumn("dataset_name", "text", (c) => c.notNull().defaultTo(""))
    .execute();
  for (const { id, body } of await comparisons.selectFrom("comparisons").select(["id", "body"]).execute()) {
    const { status, datasetName } = JSON.parse(body) as { status: string; datasetName: string };
    const columns = { status, dataset_name: datasetName };
    await comparisons.updateTable("comparisons").set(columns).where("id", "=", id).execute();
  }
}
