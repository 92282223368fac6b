import { isJsonObject, type JsonValue } from "../domain/json/json.js";

const FIELDS = ["shutdown_date", "deprecation_date", "retirement_date", "shutdown_at", "retires_at"] as const;

/** Seconds since 1970 are below this until the year 5138, milliseconds above it from 1973 on. */
const LARGEST_SECONDS = 100_000_000_000;

/**
 * The day on which a model of a provider's list is shut down, `YYYY-MM-DD`, where its entry says so: as a date or an instant,
 * by itself or within `deprecation`. Null where it does not, or says something else.
 */
export function listedRetirement(entry: JsonValue): string | null {
  if (!isJsonObject(entry)) return null;
  for (const holder of [entry, entry.deprecation]) {
    if (!isJsonObject(holder ?? null)) continue;
    for (const field of FIELDS) {
      const day = dayOf((holder as Readonly<Record<string, JsonValue>>)[field]);
      if (day !== null) return day;
    }
  }
  return null;
}

function dayOf(value: JsonValue | undefined): string | null {
  if (typeof value === "number" && Number.isFinite(value) && value > 0)
    return isoDay(value < LARGEST_SECONDS ? value * 1_000 : value);
  if (typeof value !== "string" || !/^\d{4}-\d\d-\d\d/.test(value)) return null;
  return isoDay(Date.parse(value));
}

function isoDay(milliseconds: number): string | null {
  const date = new Date(milliseconds);
  return Number.isNaN(date.getTime()) ? null : date.toISOString().slice(0, 10);
}
