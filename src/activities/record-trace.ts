import { observationId } from "../domain/ids.js";
import type { JsonObject, JsonValue } from "../domain/json/json.js";
import { openedObservation } from "../domain/trace/opened-observation.js";
import type { Observation } from "../domain/trace/trace.js";
import type { TraceRecorder } from "../domain/trace/trace-recorder.js";
import { currentObservationId, insideObservation } from "./current-observation.js";

/** A recorder and what it has recorded so far. */
export interface RecordedTrace {
  readonly recorder: TraceRecorder;
  readonly observations: readonly Observation[];
  /** Id of the observation that the running code is in; null outside. */
  readonly currentId: () => string | null;
}

/** Records observations in memory for one call; ids derive from trace, step and order, so a retry overwrites. */
export function recordTrace(
  { traceId, step }: { readonly traceId: string; readonly step: string },
  now: () => Date,
): RecordedTrace {
  const observations: Observation[] = [];
  const self = Symbol(step);
  const recorder: TraceRecorder = {
    traceId,
    async observe({ type = "SPAN", name, input = null }, work) {
      const id = observationId(traceId, `${step}/${observations.length}`);
      const index = observations.length;
      const started = now();
      let detail: { output?: JsonValue; metadata?: JsonObject; statusMessage?: string } = {};
      const place = {
        id,
        traceId,
        parentObservationId: currentObservationId(self),
        startedAt: started.toISOString(),
      };
      const entry = { ...openedObservation({ ...place, type, name }), input };
      observations.push(entry);
      const end = (failure: string | null): void => {
        observations[index] = {
          ...entry,
          endedAt: now().toISOString(),
          latencyMs: now().getTime() - started.getTime(),
          level: failure === null ? "DEFAULT" : "ERROR",
          statusMessage: failure ?? detail.statusMessage ?? null,
          output: detail.output ?? null,
          metadata: { step, ...detail.metadata },
        };
      };
      try {
        const update = (more: typeof detail): void => {
          detail = { ...detail, ...more };
        };
        const result = await insideObservation(
          { recorder: self, id },
          async () => await work({ id, update }),
        );
        end(null);
        return result;
      } catch (error) {
        end(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
        throw error;
      }
    },
  };
  return { recorder, observations, currentId: () => currentObservationId(self) };
}
