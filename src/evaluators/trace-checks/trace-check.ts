import { fingerprint } from "../../domain/ids.js";
import { canonicalJson } from "../../domain/json/canonical-json.js";
import type { JsonObject } from "../../domain/json/json.js";
import type { EvaluatorScore } from "../../domain/score/evaluation.js";
import type { Evaluator, EvaluatorContext } from "../../domain/score/evaluator.js";
import { UNIT_SCALE } from "../../domain/score/score-scale.js";
import type { Observation } from "../../domain/trace/trace.js";
import type { Unscored } from "../unscored.js";
import { pipelineObservations } from "./pipeline-observations.js";

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
export function traceCheck(definition: {
  readonly kind: string;
  readonly version: number;
  readonly name: string | undefined;
  readonly settings: JsonObject;
  readonly find: (evidence: TraceEvidence) => TraceFinding | Unscored;
}): Evaluator {
  const { kind, version, settings, find } = definition;
  const id = definition.name ?? kind;
  const base = { name: id, value: null, unscoredReason: null, comment: null, metadata: {} };
  return {
    id,
    mode: "computes",
    scoreNames: [id],
    fingerprint: fingerprint(canonicalJson({ kind, version, settings })),
    scale: UNIT_SCALE,
    timeoutMs: null,
    evaluate: async (_judged, { listObservations, run }): Promise<readonly EvaluatorScore[]> => {
      const finding = find({ observations: pipelineObservations(await listObservations()), run });
      return [{ ...base, ...finding }];
    },
  };
}
