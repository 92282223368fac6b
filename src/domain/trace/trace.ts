import { z } from "zod";
import { JsonObjectSchema, JsonValueSchema } from "../json/json-schema.js";
import { TokenUsage } from "../model/token-usage.js";

/** What happened inside a run, or was imported. Input and output of a run's trace stand in item and run. */
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
  id: z.string().regex(/^[0-9a-f]{16}$/),
  traceId: z.string(),
  parentObservationId: z.string().nullable(),
  type: ObservationType,
  name: z.string(),
  startedAt: z.string(),
  endedAt: z.string().nullable(),
  latencyMs: z.number().nullable(),
  level: z.enum(["DEFAULT", "WARNING", "ERROR"]),
  statusMessage: z.string().nullable(),
  input: JsonValueSchema.nullable(),
  output: JsonValueSchema.nullable(),
  metadata: JsonObjectSchema,
  model: z.string().nullable(),
  modelParameters: JsonObjectSchema.nullable(),
  usage: TokenUsage.nullable(),
  costUsd: z.number().nullable(),
});
export type Observation = z.infer<typeof Observation>;
