import type { Kysely } from "kysely";

/** Failures of a passing kind are told as such, tries are forgiven when a step is retried, and what an evaluator notes has its kind. */
export async function retriesAndNotes(db: Kysely<unknown>): Promise<void> {
  for (const table of ["runs", "evaluations"] as const)
    await db.schema
      .alterTable(table)
      .addColumn("is_passing", "integer", (c) => c.notNull().defaultTo(0))
      .execute();
  await db.schema
    .alterTable("tries")
    .addColumn("forgiven", "integer", (c) => c.notNull().defaultTo(0))
    .execute();
  await db.schema.alterTable("scores").addColumn("note", "text").execute();
}
