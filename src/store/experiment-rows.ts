import type { Kysely } from "kysely";
import type { Comparison } from "../domain/comparison/comparison.js";
import type { Experiment } from "../domain/experiment/experiment.js";
import type { Tables } from "./schema.js";

/** Changes the body and its columns in one transaction; false when the status is none of `from`, or the end is another. */
export function changeRow(
  db: Kysely<Tables>,
  row: {
    readonly table: "experiments" | "comparisons";
    readonly id: string;
    readonly schema: typeof Experiment | typeof Comparison;
    readonly change: Partial<Experiment> | Partial<Comparison>;
    readonly from?: readonly string[];
    readonly endedAt?: string | null;
  },
): Promise<boolean> {
  const { table, id, schema, change, from, endedAt } = row;
  return db.transaction().execute(async (trx) => {
    const query = trx.selectFrom(table).select(["body", "status"]).where("id", "=", id);
    const { body, status } = await query.executeTakeFirstOrThrow();
    if (from !== undefined && !from.includes(status)) return false;
    const before = JSON.parse(body);
    if (endedAt !== undefined && before.endedAt !== endedAt) return false;
    const changed = schema.parse({ ...before, ...change });
    const values = { body: JSON.stringify(changed), status: changed.status };
    await trx.updateTable(table).set(values).where("id", "=", id).execute();
    return true;
  });
}

/** The body of the row with that name or id. */
export async function findBody(
  db: Kysely<Tables>,
  table: "experiments" | "comparisons",
  reference: string,
): Promise<string | null> {
  const query = db
    .selectFrom(table)
    .select("body")
    .where((e) => e.or([e("id", "=", reference), e("name", "=", reference)]));
  return (await query.executeTakeFirst())?.body ?? null;
}
