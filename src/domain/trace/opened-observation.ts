import type { Observation } from "./trace.js";

type Place = "id" | "traceId" | "parentObservationId" | "type" | "name" | "startedAt";

/** An observation at its start: nothing but its place is known. */
export function openedObservation(place: Pick<Observation, Place>): Observation {
  return {
    ...place,
    endedAt: null,
    latencyMs: null,
    level: "DEFAULT",
    statusMessage: null,
    input: null,
    output: null,
    metadata: {},
    model: null,
    modelParameters: null,
    usage: null,
    costUsd: null,
  };
}
