import type { JsonObject } from "../../domain/json/json.js";
import type { EvaluatorScore } from "../../domain/score/evaluation.js";
import type { Evaluator, EvaluatorContext } from "../../domain/score/evaluator.js";
import type { Observation } from "../../domain/trace/trace.js";
import { type ComputingEvaluatorDefinition, describeComputing } from "../computing-evaluator.js";
import type { Unscored } from "../unscored.js";

/** What a check found, with the figures that it looked at. */
export interface TraceFinding {
  readonly value: boolean;
  readonly comment: string;
  readonly metadata: JsonObject;
}

/** What a check looks at. */
export interface TraceEvidence {
  /** What the pipeline did, in order of start. */
  readonly observations: readonly Observation[];
  readonly run: EvaluatorContext["run"];
}

/** An evaluator that looks at what a run did, not at its output; one BOOLEAN score, named as itself. */
export function traceCheck(
  definition: Omit<ComputingEvaluatorDefinition, "find"> & {
    readonly find: (evidence: TraceEvidence) => TraceFinding | Unscored;
  },
): Evaluator {
  const described = describeComputing(definition);
  const base = { name: described.id, value: null, unscoredReason: null, comment: null, metadata: {} };
  return {
    ...described,
    evaluate: async (_judged, { listObservations, run }): Promise<readonly EvaluatorScore[]> => {
      const finding = definition.find({ observations: pipelineObservations(await listObservations()), run });
      return [{ ...base, ...finding }];
    },
  };
}

/**
 * What the pipeline did, without what evaluators added to the same trace and without model calls that failed:
 * those are tried again by Assay, and are no step of the pipeline.
 */
function pipelineObservations(observations: readonly Observation[]): readonly Observation[] {
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
