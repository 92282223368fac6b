import { z } from "zod";
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

/** What a user gives for an item. Without an id, one is derived from dataset and input. */
export const NewDatasetItem = z.strictObject({
  id: z.string().min(1).max(255).optional(),
  input: JsonValueSchema,
  expectedOutput: JsonValueSchema.optional(),
  metadata: JsonObjectSchema.optional(),
  status: DatasetItemStatus.optional(),
  sourceTraceId: z.string().optional(),
  sourceObservationId: z.string().optional(),
});
export type NewDatasetItem = z.infer<typeof NewDatasetItem>;
