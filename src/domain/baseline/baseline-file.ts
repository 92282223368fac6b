import { z } from "zod";
import { CodeVersion } from "../experiment/experiment.js";
import { JsonObjectSchema } from "../json/json-schema.js";
import { MeasuredMetric, type Measurement } from "./measurement.js";

/** The first line's `format`. */
export const BASELINE_FORMAT = "assay-baseline";

/** The format that this Assay writes, and the newest that it reads. */
export const BASELINE_FORMAT_VERSION = 1;

/** The first line of a baseline file. */
export const BaselineHeader = z.strictObject({
  format: z.literal(BASELINE_FORMAT),
  version: z.literal(BASELINE_FORMAT_VERSION),
  definition: z.string().min(1),
  variant: z.string().min(1),
  /** The experiment's name. */
  experiment: z.string().min(1),
  config: JsonObjectSchema,
  datasetName: z.string().min(1),
  datasetVersion: z.string().min(1),
  repetitions: z.int().min(1),
  /** Item lines that follow. */
  items: z.int().min(1),
  metrics: z.array(MeasuredMetric),
  codeVersion: CodeVersion,
  /** Who declared it good, when and why; null for an experiment that was exported without. */
  blessed: z.strictObject({ by: z.string(), at: z.string(), reason: z.string() }).nullable(),
  /** SHA-256 of everything else in the file, white space and the order of keys apart. */
  hash: z.string(),
});
export type BaselineHeader = z.infer<typeof BaselineHeader>;

/** A value, or one per repetition that has one. */
const ScoreCell = z.union([z.number(), z.array(z.number()).min(1)]);

/** One further line. */
export const BaselineItemLine = z.strictObject({
  id: z.string().min(1),
  content: z.string().min(1),
  /** Runs that ended, where they are not one per repetition. */
  runs: z.int().min(0).optional(),
  /** Runs that failed, where any did. */
  failed: z.int().min(1).optional(),
  scores: z.record(z.string(), ScoreCell),
});
export type BaselineItemLine = z.infer<typeof BaselineItemLine>;

/** A baseline as a file holds it. */
export interface BaselineFile {
  readonly header: BaselineHeader;
  readonly measurement: Measurement;
}
