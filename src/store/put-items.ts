import { isDeepStrictEqual } from "node:util";
import type { Kysely, Transaction } from "kysely";
import type { NewDatasetItem } from "../domain/dataset/dataset.js";
import type { PutOptions, PutOutcome } from "../domain/dataset/dataset-store.js";
import { identifyItems } from "../domain/dataset/identify-items.js";
import { chunked } from "./chunked.js";
import type { Tables } from "./schema.js";

/** An item's state, without the time it is valid for. */
type ItemRow = Omit<Tables["dataset_items"], "valid_from" | "valid_to">;

interface DatasetChange {
  readonly datasetId: string;
  readonly now: Date;
}

/** What one item's putting comes to. */
type ItemOutcome = "added" | "changed" | "reactivated" | "archived" | "unchanged";

/** Puts items within a transaction: at most one new version, whatever happens to how many of them. */
export async function putItemRows(
  trx: Transaction<Tables>,
  {
    items,
    replace = false,
    ...change
  }: DatasetChange & PutOptions & { readonly items: readonly NewDatasetItem[] },
): Promise<PutOutcome> {
  const { datasetId } = change;
  const identified = identifyItems(datasetId, items);
  const current = await currentItems(trx, datasetId, [...identified.keys()]);
  const counts = { added: 0, changed: 0, reactivated: 0, archived: 0, unchanged: 0 };
  const rows: ItemRow[] = [];
  let position = await nextPosition(trx, datasetId);
  for (const [id, item] of identified) {
    const old = current.get(id);
    const row = merge(item, { id, datasetId, old, position: old?.position ?? position });
    if (old === undefined) position += 1;
    const outcome = outcomeOf(old, row);
    counts[outcome] += 1;
    if (outcome !== "unchanged") rows.push(row);
  }
  const others = await otherActiveItems(trx, { datasetId, put: identified });
  if (replace) rows.push(...others.map((row) => ({ ...row, status: "ARCHIVED" })));
  const version = await write(trx, { ...change, items: rows });
  return {
    version,
    ...counts,
    archived: counts.archived + (replace ? others.length : 0),
    leftAlone: replace ? 0 : others.length,
  };
}

/** Archives items by id within a transaction; unknown and archived ones change nothing. */
export async function archiveItemRows(
  trx: Transaction<Tables>,
  { itemIds, ...change }: DatasetChange & { readonly itemIds: readonly string[] },
): Promise<{ readonly version: string | null; readonly changed: number }> {
  const current = await currentItems(trx, change.datasetId, itemIds);
  const active = [...current.values()].filter((item) => item.status === "ACTIVE");
  const version = await write(trx, {
    ...change,
    items: active.map((item) => ({ ...item, status: "ARCHIVED" })),
  });
  return { version, changed: active.length };
}

/** A dataset's latest version; null before its first item. */
export async function latestVersion(db: Kysely<Tables>, datasetId: string): Promise<string | null> {
  const query = db.selectFrom("dataset_versions").where("dataset_id", "=", datasetId);
  return (await query.select((e) => e.fn.max("version").as("latest")).executeTakeFirstOrThrow()).latest as
    | string
    | null;
}

function outcomeOf(old: ItemRow | undefined, row: ItemRow): ItemOutcome {
  if (old === undefined) return "added";
  if (old.status !== row.status) return row.status === "ACTIVE" ? "reactivated" : "archived";
  return isDeepStrictEqual(contentOf(old), contentOf(row)) ? "unchanged" : "changed";
}

/** Items that were put are active, even if they were archived before. */
function merge(
  item: NewDatasetItem,
  place: Pick<ItemRow, "id" | "position"> & {
    readonly datasetId: string;
    readonly old: ItemRow | undefined;
  },
): ItemRow {
  const { id, datasetId, position, old } = place;
  return {
    dataset_id: datasetId,
    id,
    position,
    input: JSON.stringify(item.input),
    expected_output:
      item.expectedOutput === undefined
        ? (old?.expected_output ?? null)
        : JSON.stringify(item.expectedOutput),
    metadata: item.metadata === undefined ? (old?.metadata ?? "{}") : JSON.stringify(item.metadata),
    status: item.status ?? "ACTIVE",
    source_trace_id: item.sourceTraceId ?? old?.source_trace_id ?? null,
    source_observation_id: item.sourceObservationId ?? old?.source_observation_id ?? null,
  };
}

/** Objects with their keys in another order are the same content. */
function contentOf(row: ItemRow): unknown {
  const parse = (text: string | null): unknown => (text === null ? null : JSON.parse(text));
  const { input, expected_output, metadata, source_trace_id, source_observation_id } = row;
  return [parse(input), parse(expected_output), parse(metadata), source_trace_id, source_observation_id];
}

async function currentItems(
  trx: Transaction<Tables>,
  datasetId: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, ItemRow>> {
  const found = new Map<string, ItemRow>();
  for (const part of chunked(ids, 500)) {
    const rows = await trx
      .selectFrom("dataset_items")
      .selectAll()
      .where("dataset_id", "=", datasetId)
      .where("id", "in", part)
      .where("valid_to", "is", null)
      .execute();
    for (const { valid_from, valid_to, ...row } of rows) found.set(row.id, row);
  }
  return found;
}

async function otherActiveItems(
  trx: Transaction<Tables>,
  { datasetId, put }: { readonly datasetId: string; readonly put: ReadonlyMap<string, unknown> },
): Promise<readonly ItemRow[]> {
  const active = await trx
    .selectFrom("dataset_items")
    .select("id")
    .where("dataset_id", "=", datasetId)
    .where("status", "=", "ACTIVE")
    .where("valid_to", "is", null)
    .orderBy("position")
    .execute();
  const others = active.map(({ id }) => id).filter((id) => !put.has(id));
  return [...(await currentItems(trx, datasetId, others)).values()];
}

async function nextPosition(trx: Transaction<Tables>, datasetId: string): Promise<number> {
  const query = trx.selectFrom("dataset_items").where("dataset_id", "=", datasetId);
  const { last } = await query.select((e) => e.fn.max("position").as("last")).executeTakeFirstOrThrow();
  return last === null ? 0 : Number(last) + 1;
}

/** Opens a new version with these items; without items the latest version stays. */
async function write(
  trx: Transaction<Tables>,
  { datasetId, now, items }: DatasetChange & { readonly items: readonly ItemRow[] },
): Promise<string | null> {
  const previous = await latestVersion(trx, datasetId);
  if (items.length === 0) return previous;
  const instant = Math.max(now.getTime(), previous === null ? 0 : new Date(previous).getTime() + 1);
  const version = new Date(instant).toISOString();
  await trx.insertInto("dataset_versions").values({ dataset_id: datasetId, version }).execute();
  for (const part of chunked(items, 200)) {
    const ids = part.map((item) => item.id);
    await trx
      .updateTable("dataset_items")
      .set({ valid_to: version })
      .where("dataset_id", "=", datasetId)
      .where("id", "in", ids)
      .where("valid_to", "is", null)
      .execute();
    await trx
      .insertInto("dataset_items")
      .values(part.map((item) => ({ ...item, valid_from: version, valid_to: null })))
      .execute();
  }
  const updated_at = now.toISOString();
  await trx.updateTable("datasets").set({ updated_at }).where("id", "=", datasetId).execute();
  return version;
}
