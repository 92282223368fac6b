import type { Kysely } from "kysely";
import type { Tables } from "../schema.js";

export async function modelCalls(db: Kysely<unknown>): Promise<void> {
  const text = "text" as const;
  await db.schema
    .createTable("call_reservations")
    .addColumn("id", text, (c) => c.primaryKey())
    .addColumn("scope", text, (c) => c.notNull())
    .addColumn("cost_usd", "double precision", (c) => c.notNull())
    .addColumn("tokens", "double precision", (c) => c.notNull())
    .addColumn("at", text, (c) => c.notNull())
    .execute();
  await db.schema
    .createIndex("call_reservations_scope")
    .on("call_reservations")
    .columns(["scope", "at"])
    .execute();
  await db.schema
    .createTable("spending")
    .addColumn("scope", text, (c) => c.primaryKey())
    .addColumn("cost_usd", "double precision", (c) => c.notNull())
    .addColumn("tokens", "double precision", (c) => c.notNull())
    .addColumn("calls", "integer", (c) => c.notNull())
    .addColumn("unpriced_calls", "integer", (c) => c.notNull())
    .execute();
  await db.schema
    .createTable("call_cache")
    .addColumn("id", text, (c) => c.primaryKey())
    .addColumn("observation_id", text, (c) => c.notNull())
    .execute();
  await db.schema
    .createTable("tries")
    .addColumn("id", text, (c) => c.primaryKey())
    .addColumn("started", "integer", (c) => c.notNull())
    .addColumn("ended", "integer", (c) => c.notNull())
    .addColumn("failures", "integer", (c) => c.notNull())
    .execute();
}

/** Calls whose answer was lost count as spent, for the experiment and its comparison. */
export async function lostCalls(db: Kysely<unknown>): Promise<void> {
  // What older code left does not say whose it was.
  await db.withTables<Pick<Tables, "call_reservations">>().deleteFrom("call_reservations").execute();
  await db.schema
    .alterTable("call_reservations")
    .addColumn("experiment_id", "text", (c) => c.notNull().defaultTo(""))
    .execute();
  await db.schema
    .alterTable("call_reservations")
    .addColumn("is_priced", "integer", (c) => c.notNull().defaultTo(1))
    .execute();
  await db.schema
    .createIndex("call_reservations_experiment")
    .on("call_reservations")
    .columns(["experiment_id"])
    .execute();
  await db.schema
    .alterTable("spending")
    .addColumn("lost_calls", "integer", (c) => c.notNull().defaultTo(0))
    .execute();
}
