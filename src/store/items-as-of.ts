import type { Kysely, Selectable } from "kysely";
import type { DatasetItem } from "../domain/dataset/dataset.js";
import type { DatasetAt } from "../domain/dataset/dataset-store.js";
import type { Tables } from "./schema.js";

/** ACTIVE items as of a version: validFrom <= version < validTo. */
export function itemsAsOf(db: Kysely<Tables>, { datasetId: id, version }: DatasetAt) {
  const query = db
    .selectFrom("dataset_items")
    .selectAll()
    .where("dataset_id", "=", id)
    .where("status", "=", "ACTIVE");
  if (version === null) return query.where("valid_to", "is", null);
  return query
    .where("valid_from", "<=", version)
    .where((e) => e.or([e("valid_to", "is", null), e("valid_to", ">", version)]));
}

/** An item's row as the domain knows it. */
export function itemOfRow(row: Selectable<Tables["dataset_items"]>): DatasetItem {
  return {
    id: row.id,
    datasetId: row.dataset_id,
    position: row.position,
    input: JSON.parse(row.input),
    expectedOutput: row.expected_output === null ? null : JSON.parse(row.expected_output),
    metadata: JSON.parse(row.metadata),
    status: row.status as DatasetItem["status"],
    sourceTraceId: row.source_trace_id,
    sourceObservationId: row.source_observation_id,
    validFrom: row.valid_from,
    validTo: row.valid_to,
  };
}
