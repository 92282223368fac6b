import type { SelectQueryBuilder, StringReference } from "kysely";

/** How many rows a query finds that selects nothing yet. */
export async function countRows<Database, Table extends keyof Database>(
  query: SelectQueryBuilder<Database, Table, object>,
): Promise<number> {
  const counted = query.select((e) => e.fn.countAll().as("count")).$castTo<{ count: number | bigint }>();
  return Number((await counted.executeTakeFirstOrThrow()).count);
}

/** The same for each value of a column, in the order of the values; rows without one count as `unknown`. */
export async function countRowsBy<Database, Table extends keyof Database>(
  query: SelectQueryBuilder<Database, Table, object>,
  column: StringReference<Database, Table>,
): Promise<Record<string, number>> {
  const rows = await query
    .select((e) => [e.ref(column).as("value"), e.fn.countAll().as("count")])
    .groupBy(column)
    .orderBy(column)
    .$castTo<{ value: string | null; count: number | bigint }>()
    .execute();
  return Object.fromEntries(rows.map(({ value, count }) => [value ?? "unknown", Number(count)]));
}
