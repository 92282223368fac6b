import type { Kysely } from "kysely";
import type { Tables } from "./schema.js";

/** The JSON body of a row as its schema has it; null without such a row. */
export async function readBody<Body>(
  db: Kysely<Tables>,
  row: {
    readonly table: "evaluations" | "notifications" | "observations" | "regression_runs";
    readonly id: string;
    readonly schema: { parse(body: unknown): Body };
  },
): Promise<Body | null> {
  const found = await db.selectFrom(row.table).select("body").where("id", "=", row.id).executeTakeFirst();
  return found === undefined ? null : row.schema.parse(JSON.parse(found.body));
}
