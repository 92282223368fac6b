import type { JsonValue } from "../json/json.js";
import type { Observation, Trace } from "./trace.js";

/** Traces, observations and artifacts. Writes are upserts by id. */
export interface TraceStore {
  getTrace(id: string): Promise<Trace | null>;
  putTrace(trace: Trace): Promise<void>;
  putObservations(observations: readonly Observation[]): Promise<void>;
  getObservation(id: string): Promise<Observation | null>;
  listObservations(traceId: string): Promise<readonly Observation[]>;
  getArtifact(id: string): Promise<JsonValue | null>;
  /** Keeps the first one stored under an id, and returns that. */
  putArtifact(id: string, artifact: { readonly kind: string; readonly body: JsonValue }): Promise<JsonValue>;
}
