import type { Selectable } from "kysely";
import type { Dataset } from "../domain/dataset/dataset.js";
import type { Tables } from "./schema.js";

/** A dataset's row as the domain knows it. */
export function toDataset(row: Selectable<Tables["datasets"]>): Dataset {
  const { id, name, description } = row;
  return {
    id,
    name,
    description,
    metadata: JSON.parse(row.metadata),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
