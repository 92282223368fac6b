import { z } from "zod";
import { JsonObjectSchema, JsonValueSchema } from "../json/json-schema.js";
import { TokenUsage } from "../model/token-usage.js";

/** What happened inside a run, or was imported. Input and output of a run's trace are in item and run. */
export const Trace = z.object({
  id: z.string(),
  name: z.string(),
  runId: z.string().nullable(),
  experimentId: z.string().nullable(),
  timestamp: z.string(),
  input: JsonValueSchema.nullable(),
  output: JsonValueSchema.nullable(),
  metadata: JsonObjectSchema,
});
export type Trace = z.infer<typeof Trace>;

/** Langfuse's kinds of observation that Assay writes. */
export const ObservationType = z.enum(["SPAN", "GENERATION", "EVENT", "TOOL", "EVALUATOR", "EMBEDDING"]);
export type ObservationType = z.infer<typeof ObservationType>;

/** A part of a trace: a span of time, or a model call with tokens and cost. */
export const Observation = z.object({
  /** 16 hexadecimal digits. */
  id: z.string().regex(/^[0-9a-f]{16}$/),
  /** The trace it belongs to. */
  traceId: z.string(),
  /** The observation around it; null at the top. */
  parentObservationId: z.string().nullable(),
  /** `GENERATION` and `EMBEDDING` are model calls, `TOOL` a call of a tool, `SPAN` groups others. */
  type: ObservationType,
  /** As its recorder named it, such as the name of a tool or model. */
  name: z.string(),
  /** ISO 8601, UTC. */
  startedAt: z.string(),
  /** Null while it lasts. */
  endedAt: z.string().nullable(),
  /** Duration in milliseconds; of a model call without waiting. */
  latencyMs: z.number().nullable(),
  /** `ERROR` when it threw. */
  level: z.enum(["DEFAULT", "WARNING", "ERROR"]),
  /** Why it is a warning or an error. */
  statusMessage: z.string().nullable(),
  /** What went in. */
  input: JsonValueSchema.nullable(),
  /** What came out. */
  output: JsonValueSchema.nullable(),
  /** Further particulars. */
  metadata: JsonObjectSchema,
  /** The model that was asked, as `provider:model`. */
  model: z.string().nullable(),
  /** The parameters that were sent. */
  modelParameters: JsonObjectSchema.nullable(),
  /** Tokens of a model call. */
  usage: TokenUsage.nullable(),
  /** Null when the price is not known. */
  costUsd: z.number().nullable(),
});
export type Observation = z.infer<typeof Observation>;
