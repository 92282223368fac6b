import type { z } from "zod";
import { NewDatasetItem } from "../domain/dataset/dataset.js";
import { isJsonObject, type JsonObject, type JsonValue } from "../domain/json/json.js";
import { FileContentInvalidError } from "./file-content-invalid-error.js";
import type { ColumnUse, ItemField } from "./item-columns.js";
import { describeJsonType, type ItemRecord } from "./item-records.js";

/** A record as an item. @throws FileContentInvalidError with its place. */
export function itemOfRecord(record: ItemRecord, uses: readonly ColumnUse[]): NewDatasetItem {
  const item: Partial<Record<ItemField, unknown>> = {};
  for (const field of ["id", "status", "sourceTraceId", "sourceObservationId"] as const) {
    const use = uses.find((candidate) => candidate.field === field);
    const value = use === undefined ? undefined : record.read(use.column, "text");
    if (value !== undefined && value !== null) item[field] = value;
  }
  const input = readField(record, uses, "input");
  if (input !== undefined) item.input = input;
  const expectedOutput = readField(record, uses, "expectedOutput");
  if (expectedOutput !== undefined) item.expectedOutput = expectedOutput;
  const metadata = readMetadata(record, uses);
  if (metadata !== undefined) item.metadata = metadata;
  if (item.input === undefined)
    throw new FileContentInvalidError(
      record.place,
      `there is no ${missingInput(uses)} in it, which every item needs`,
    );
  const parsed = NewDatasetItem.safeParse(item);
  if (parsed.success) return parsed.data;
  throw new FileContentInvalidError(record.place, describeIssues(parsed.error));
}

/** `"question"`, or what it is called in this file. */
function missingInput(uses: readonly ColumnUse[]): string {
  return uses
    .filter(({ field }) => field === "input")
    .map(({ column }) => `"${column}"`)
    .join(" or ");
}

/** Each with the field it is about, in one line. */
function describeIssues({ issues }: z.ZodError): string {
  return issues.map(({ path, message }) => [...path.slice(0, 1), message].join(": ")).join("; ");
}

/** One column's value, or an object of several. In a row, an empty cell says that nothing is expected. */
function readField(
  record: ItemRecord,
  uses: readonly ColumnUse[],
  field: "input" | "expectedOutput",
): JsonValue | undefined {
  const columns = uses.filter((use) => use.field === field);
  const [first] = columns;
  if (first === undefined) return undefined;
  const emptyCell = field === "input" ? record.empty : record.empty === undefined ? undefined : null;
  const read = ({ column }: ColumnUse) => valueOr(record.read(column, "value"), emptyCell);
  if (first.key === null) return read(first);
  return objectOf(columns.map((use) => [use.key as string, read(use)]));
}

function readMetadata(record: ItemRecord, uses: readonly ColumnUse[]): JsonObject | undefined {
  const columns = uses.filter(({ field }) => field === "metadata");
  const whole = columns.find(({ key }) => key === null);
  // Exports write null where there is no metadata.
  const given = (whole === undefined ? null : record.read(whole.column, "json")) ?? undefined;
  if (given !== undefined && !isJsonObject(given)) {
    const place = record.empty === undefined ? record.place : `${record.place}, column ${whole?.column}`;
    throw new FileContentInvalidError(
      place,
      `metadata: received ${describeJsonType(given)}, allowed is a JSON object`,
    );
  }
  const others = columns.flatMap(({ column, key }): [string, JsonValue | undefined][] =>
    key === null ? [] : [[key, valueOr(record.read(column, "text"), record.empty)]],
  );
  if (columns.length === 0 || (given === undefined && others.every(([, value]) => value === undefined)))
    return record.empty === undefined || columns.length === 0 ? undefined : {};
  return { ...objectOf(others), ...given };
}

function valueOr(value: JsonValue | undefined, otherwise: JsonValue | undefined): JsonValue | undefined {
  return value === undefined ? otherwise : value;
}

function objectOf(entries: readonly (readonly [string, JsonValue | undefined])[]): JsonObject {
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as JsonObject;
}
