import { type Kysely, sql } from "kysely";

/** Says by which clock a line was written; lines of before, all of them minutes long, are dropped. */
export async function rateWindowClock(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable("rate_windows")
    .addColumn("at_ms", "double precision", (c) => c.notNull().defaultTo(0))
    .execute();
  await sql`delete from rate_windows`.execute(db);
}

/** What workers wait for, for other processes to read. */
export async function waits(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("waits")
    .addColumn("reporter", "text", (c) => c.notNull())
    .addColumn("scope", "text")
    .addColumn("expires_at", "text", (c) => c.notNull())
    .addColumn("body", "text", (c) => c.notNull())
    .execute();
  await db.schema.createIndex("waits_reporter").on("waits").column("reporter").execute();
}
