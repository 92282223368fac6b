import type { Evaluation, EvaluatorScore } from "../domain/evaluation.js";
import type { Experiment } from "../domain/experiment.js";
import { scoreId } from "../domain/ids.js";
import type { Run } from "../domain/run.js";
import type { Score } from "../domain/score.js";
import type { ExperimentActivities } from "./activity-interface.js";
import { evaluateComputing } from "./evaluate-run.js";
import { requireRun } from "./experiment-cache.js";
import type { ActivityPorts } from "./ports.js";
import { whileHeartbeating } from "./while-heartbeating.js";

/**
 * Applies the evaluators that only compute, turns all evaluations of the run into its scores, and completes it.
 * A failed evaluation leaves its scores unscored.
 */
export function writeScores(
  ports: ActivityPorts,
  requireExperiment: (id: string) => Promise<Experiment>,
): ExperimentActivities["writeScores"] {
  return async ({ runId }) => {
    const run = await requireRun(ports.store, runId);
    const experiment = await requireExperiment(run.experimentId);
    await whileHeartbeating(() => evaluateComputing(ports, experiment, run));
    const evaluations = await ports.store.listEvaluations(runId);
    const timestamp = ports.now().toISOString();
    const scores = evaluations.flatMap((evaluation) => {
      const names = experiment.evaluators.find(({ id }) => id === evaluation.evaluatorId)?.scoreNames ?? [];
      const values =
        evaluation.status === "completed"
          ? evaluation.scores
          : names.map((name) => unscored(name, evaluation));
      return values.map((value) => toScore(value, { run, evaluation, timestamp }));
    });
    await ports.store.completeRun(runId, scores, timestamp);
    return { scores: scores.length };
  };
}

function unscored(name: string, { error }: Evaluation): EvaluatorScore {
  return {
    name,
    value: null,
    unscoredReason: error?.type ?? "evaluation_failed",
    comment: error?.message ?? null,
    metadata: {},
  };
}

function toScore(
  { name, value, unscoredReason, comment, metadata, fingerprint }: EvaluatorScore,
  {
    run,
    evaluation,
    timestamp,
  }: { readonly run: Run; readonly evaluation: Evaluation; readonly timestamp: string },
): Score {
  const { evaluatorId } = evaluation;
  return {
    id: scoreId({ runId: run.id, evaluatorId, name }),
    traceId: run.traceId,
    runId: run.id,
    experimentId: run.experimentId,
    evaluatorId,
    name,
    dataType: typeof value === "boolean" ? "BOOLEAN" : typeof value === "string" ? "CATEGORICAL" : "NUMERIC",
    value: typeof value === "string" || value === null ? null : Number(value),
    stringValue: typeof value === "string" ? value : null,
    unscoredReason: value === null ? (unscoredReason ?? "no_value") : null,
    comment,
    metadata,
    fingerprint: fingerprint ?? evaluation.fingerprint,
    source: "EVAL",
    timestamp,
  };
}
