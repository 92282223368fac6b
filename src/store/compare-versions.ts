import type { Kysely } from "kysely";
import type { ItemInVersions } from "../domain/dataset/dataset-store.js";
import { chunked } from "./chunked.js";
import type { Tables } from "./schema.js";

type Items = Kysely<Tables>;
/** Rows are written again only for a change: an item with the same row in both versions is the same. */
type Rows = ReadonlyMap<string, string>;

/** How each item of either version stands in the other; one that was changed and changed back is the same. */
export async function compareVersions(
  db: Items,
  {
    datasetId,
    read,
  }: {
    readonly datasetId: string;
    /** Item id -> instant of its row, of each version. */
    readonly read: readonly [Promise<Rows>, Promise<Rows>];
  },
): Promise<ReadonlyMap<string, ItemInVersions>> {
  const [first, second] = await Promise.all(read);
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
