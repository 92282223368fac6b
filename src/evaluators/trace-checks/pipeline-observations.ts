import type { Observation } from "../../domain/trace/trace.js";

/**
 * What the pipeline did, without what evaluators added to the same trace and without model calls that failed:
 * those are tried again by Assay, and are no step of the pipeline.
 */
export function pipelineObservations(observations: readonly Observation[]): readonly Observation[] {
  const byId = new Map(observations.map((observation) => [observation.id, observation]));
  return observations.filter((observation) => !isEvaluators(observation, byId) && !isFailedCall(observation));
}

function isEvaluators(observation: Observation, byId: ReadonlyMap<string, Observation>): boolean {
  const seen = new Set<Observation>();
  let current: Observation | undefined = observation;
  while (current !== undefined && !seen.has(current)) {
    const { type, metadata, parentObservationId }: Observation = current;
    const isCall = typeof metadata.step === "string" && metadata.step.startsWith("evaluate/");
    if (type === "EVALUATOR" || isCall) return true;
    seen.add(current);
    current = parentObservationId === null ? undefined : byId.get(parentObservationId);
  }
  return false;
}

function isFailedCall({ level, type }: Observation): boolean {
  return level === "ERROR" && (type === "GENERATION" || type === "EMBEDDING");
}
