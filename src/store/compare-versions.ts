import type { Kysely } from "kysely";
import type { DatasetAt, ItemInVersions } from "../domain/dataset/dataset-store.js";
import { chunked } from "./chunked.js";
import { itemsAsOf } from "./items-as-of.js";
import type { Tables } from "./schema.js";

/**
 * How each item of either version stands in the other; one that was changed and changed back is the same. Rows are
 * written again only for a change: an item with the same row in both versions is the same.
 */
export async function compareVersions(
  db: Kysely<Tables>,
  { datasetId, versions }: { readonly datasetId: string; readonly versions: readonly [string, string] },
): Promise<ReadonlyMap<string, ItemInVersions>> {
  const [first, second] = await Promise.all([
    rowsAsOf(db, { datasetId, version: versions[0] }),
    rowsAsOf(db, { datasetId, version: versions[1] }),
  ]);
  const changes = new Map<string, ItemInVersions>();
  const suspects: string[] = [];
  for (const [id, from] of first) {
    const other = second.get(id);
    if (other === undefined) changes.set(id, "first_only");
    else if (other === from) changes.set(id, "same");
    else suspects.push(id);
  }
  for (const id of second.keys()) if (!first.has(id)) changes.set(id, "second_only");
  for (const ids of chunked(suspects, 500)) {
    const rows = await db
      .selectFrom("dataset_items")
      .select(["id", "valid_from", "input", "expected_output", "metadata"])
      .where("dataset_id", "=", datasetId)
      .where("id", "in", ids)
      .execute();
    const contents = new Map(
      rows.map((row) => [
        `${row.valid_from} ${row.id}`,
        JSON.stringify([row.input, row.expected_output, row.metadata]),
      ]),
    );
    for (const id of ids) {
      const [one, other] = [contents.get(`${first.get(id)} ${id}`), contents.get(`${second.get(id)} ${id}`)];
      changes.set(id, one === other ? "same" : "changed");
    }
  }
  return changes;
}

/** Item id -> the instant since when its row stands. */
async function rowsAsOf(db: Kysely<Tables>, at: DatasetAt): Promise<ReadonlyMap<string, string>> {
  const rows = await itemsAsOf(db, at).clearSelect().select(["id", "valid_from"]).execute();
  return new Map(rows.map((row) => [row.id, row.valid_from]));
}
