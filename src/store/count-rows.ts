import type { SelectQueryBuilder } from "kysely";

/** How many rows a query finds that selects nothing yet. */
export async function countRows<Database, Table extends keyof Database>(
  query: SelectQueryBuilder<Database, Table, object>,
): Promise<number> {
  const counted = query.select((e) => e.fn.countAll().as("count")).$castTo<{ count: number | bigint }>();
  return Number((await counted.executeTakeFirstOrThrow()).count);
}
