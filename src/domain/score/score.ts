import { z } from "zod";
import { JsonObjectSchema } from "../json/json-schema.js";

export const ScoreDataType = z.enum(["NUMERIC", "BOOLEAN", "CATEGORICAL"]);
export type ScoreDataType = z.infer<typeof ScoreDataType>;

/**
 * A named value on a run's trace. `value` is a number (BOOLEAN: 0 or 1), `stringValue` a category.
 * Both null means unscored, and then `unscoredReason` says why.
 */
export const Score = z.object({
  id: z.uuid(),
  traceId: z.string(),
  runId: z.string().nullable(),
  experimentId: z.string().nullable(),
  evaluatorId: z.string().nullable(),
  name: z.string().min(1),
  dataType: ScoreDataType,
  value: z.number().nullable(),
  stringValue: z.string().nullable(),
  unscoredReason: z.string().nullable(),
  comment: z.string().nullable(),
  metadata: JsonObjectSchema,
  /** What shaped the value; scores of different fingerprints are not compared. */
  fingerprint: z.string().nullable(),
  source: z.enum(["API", "EVAL", "ANNOTATION"]),
  timestamp: z.string(),
});
export type Score = z.infer<typeof Score>;
