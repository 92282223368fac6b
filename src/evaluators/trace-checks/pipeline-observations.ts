import type { Observation } from "../../domain/trace.js";

/**
 * What the pipeline did, without what evaluators added to the same trace and without model calls that failed:
 * those are tried again by Assay, and are no step of the pipeline.
 */
export function pipelineObservations(observations: readonly Observation[]): readonly Observation[] {
  const excluded = new Set<string>();
  return observations.filter((observation) => {
    const { id, parentObservationId, type, metadata, level } = observation;
    const step = metadata.step;
    const isEvaluators =
      type === "EVALUATOR" ||
      (typeof step === "string" && step.startsWith("evaluate/")) ||
      (parentObservationId !== null && excluded.has(parentObservationId));
    if (isEvaluators) excluded.add(id);
    const isFailedCall = level === "ERROR" && (type === "GENERATION" || type === "EMBEDDING");
    return !isEvaluators && !isFailedCall;
  });
}
