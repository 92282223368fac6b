import { z } from "zod";
import { isJsonObject, type JsonObject, type JsonValue, toJsonValue } from "../json/json.js";
import { JsonObjectSchema, JsonValueSchema } from "../json/json-schema.js";

/**
 * A dataset version: the instant of an item change, ISO 8601 in UTC with milliseconds. Versions of one
 * dataset strictly increase, so reading "as of" one is exact even for two changes in the same millisecond.
 */
export const DatasetVersion = z.iso.datetime({ precision: 3 });
export type DatasetVersion = z.infer<typeof DatasetVersion>;

/** A named collection of items. */
export const Dataset = z.object({
  id: z.string(),
  name: z.string().min(1).max(200),
  description: z.string().nullable(),
  metadata: JsonObjectSchema,
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type Dataset = z.infer<typeof Dataset>;

/** An item in use, or kept for history only. */
export const DatasetItemStatus = z.enum(["ACTIVE", "ARCHIVED"]);
export type DatasetItemStatus = z.infer<typeof DatasetItemStatus>;

/** One state of one item: valid from `validFrom` (inclusive) to `validTo` (exclusive, null = until now). */
export const DatasetItem = z.object({
  id: z.string().min(1).max(255),
  datasetId: z.string(),
  /** Order within the dataset; kept over versions. */
  position: z.int(),
  input: JsonValueSchema,
  /** Null and absent are the same: nothing is expected. */
  expectedOutput: JsonValueSchema.nullable(),
  metadata: JsonObjectSchema,
  status: DatasetItemStatus,
  sourceTraceId: z.string().nullable(),
  sourceObservationId: z.string().nullable(),
  validFrom: DatasetVersion,
  validTo: DatasetVersion.nullable(),
});
export type DatasetItem = z.infer<typeof DatasetItem>;

/** Any JSON value, whole: `z.json()` would drop keys such as `__proto__`. */
const JsonContent = z.unknown().transform((value, context): JsonValue => {
  try {
    return toJsonValue(value, "It");
  } catch (error) {
    context.addIssue({ code: "custom", message: error instanceof Error ? error.message : String(error) });
    return z.NEVER;
  }
});

/** An id as people give it: a number is taken as its text. */
const WHAT_AN_ID_IS = "an id is a text of 1 to 255 characters, or a whole number";
const ItemId = z.union(
  [z.string().min(1, WHAT_AN_ID_IS).max(255, WHAT_AN_ID_IS), z.int().transform(String)],
  WHAT_AN_ID_IS,
);

/** An item as a user gives it. Without an id, one is derived from the dataset and the input. */
export const NewDatasetItem = z.strictObject({
  /**
   * A string of 1 to 255 characters; a whole number becomes a string. By default derived from the dataset and the input.
   */
  id: ItemId.optional(),
  /** The input of the pipeline. */
  input: JsonContent,
  /** The value that evaluators compare with. Null and a missing value both mean that nothing is expected. */
  expectedOutput: JsonContent.optional(),
  /** A JSON object, for slices, clusters and templates. */
  metadata: JsonContent.pipe(z.custom<JsonObject>(isJsonObject, "a JSON object")).optional(),
  /** `ARCHIVED` takes the item out of use; earlier dataset versions keep it. `ACTIVE` by default. */
  status: DatasetItemStatus.optional(),
  /** The trace that the item was taken from. */
  sourceTraceId: z.string().optional(),
  /** The observation that the item was taken from. */
  sourceObservationId: z.string().optional(),
});
export type NewDatasetItem = z.infer<typeof NewDatasetItem>;
