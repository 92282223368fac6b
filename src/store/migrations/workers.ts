import type { Kysely } from "kysely";

/** Workers say which code they have loaded, and on which task queues they work. */
export async function workers(db: Kysely<unknown>): Promise<void> {
  const text = "text" as const;
  await db.schema
    .createTable("workers")
    .ifNotExists()
    .addColumn("id", text, (c) => c.notNull())
    .addColumn("task_queue", text, (c) => c.notNull())
    .addColumn("started_at", text, (c) => c.notNull())
    .addColumn("seen_at", text, (c) => c.notNull())
    .addColumn("ended", "integer", (c) => c.notNull())
    .addColumn("body", text, (c) => c.notNull())
    .addPrimaryKeyConstraint("workers_key", ["id", "task_queue"])
    .execute();
}
