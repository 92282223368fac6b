import type { JsonObject } from "../../domain/json/json.js";

/** The value of a metadata field as the name of a slice or cluster; null when the item has none. */
export function metadataLabel(metadata: JsonObject | null, field: string): string | null {
  const value = metadata?.[field] ?? null;
  if (value === null) return null;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
