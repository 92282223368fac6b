import type { Experiment } from "../domain/experiment/experiment.js";
import type { Run } from "../domain/experiment/run.js";
import { evaluationId, scoreId } from "../domain/ids.js";
import type { Evaluation, EvaluatorScore } from "../domain/score/evaluation.js";
import type { Evaluator } from "../domain/score/evaluator.js";
import type { Score } from "../domain/score/score.js";
import type { ExperimentActivities } from "./activity-interface.js";
import { evaluateComputing } from "./evaluate-computing.js";
import { requireRun } from "./experiment-cache.js";
import type { ActivityPorts } from "./ports.js";
import { whileHeartbeating } from "./while-heartbeating.js";
import { withinRange } from "./within-range.js";

/**
 * Applies the evaluators that only compute, turns all evaluations of the run into its scores, and completes it. A
 * failed evaluation, and one that was not made because the budget ended, leave their scores unscored.
 */
export function writeScores(
  ports: ActivityPorts,
  requireExperiment: (id: string) => Promise<Experiment>,
): ExperimentActivities["writeScores"] {
  return async ({ runId, round, computing }) => {
    const run = await requireRun(ports.store, runId);
    const experiment = await requireExperiment(run.experimentId);
    await whileHeartbeating(() =>
      evaluateComputing(ports, { experiment, run, round, evaluatorIds: computing }),
    );
    const evaluations = await ports.store.listEvaluations(runId);
    const timestamp = ports.now().toISOString();
    const evaluatorOf = (id: string): Evaluator =>
      ports.registry.getEvaluator({ definition: experiment.definition, id });
    const namesOf = (id: string): readonly string[] => evaluatorOf(id).scoreNames ?? [];
    const { itemId } = run;
    const evaluated = evaluations.flatMap((evaluation) => {
      const values =
        evaluation.status === "completed"
          ? evaluation.scores.map((score) =>
              withinRange(score, { scale: evaluatorOf(evaluation.evaluatorId).scale ?? null, itemId }),
            )
          : namesOf(evaluation.evaluatorId).map((name) => failed(name, evaluation));
      return values.map((value) => toScore(value, { run, evaluation, timestamp }));
    });
    const missing = experiment.evaluators.filter(
      ({ id }) => !evaluations.some(({ evaluatorId }) => evaluatorId === id),
    );
    const unevaluated = missing.flatMap(({ id, fingerprint }) =>
      namesOf(id).map((name) => {
        const evaluation = { id: evaluationId(runId, id), evaluatorId: id, fingerprint };
        return toScore(unscored(name, "not_evaluated"), { run, evaluation, timestamp });
      }),
    );
    const scores = [...evaluated, ...unevaluated];
    await ports.store.completeRun(runId, scores, timestamp);
    return { scores: scores.length };
  };
}

function failed(name: string, { error }: Evaluation): EvaluatorScore {
  return unscored(name, error?.type ?? "evaluation_failed", error?.message ?? null);
}

function unscored(name: string, reason: string, comment: string | null = null): EvaluatorScore {
  return { name, value: null, unscoredReason: reason, comment, metadata: {} };
}

function toScore(
  { name, value, unscoredReason, comment, metadata, fingerprint }: EvaluatorScore,
  {
    run,
    evaluation,
    timestamp,
  }: {
    readonly run: Run;
    readonly evaluation: Pick<Evaluation, "evaluatorId" | "fingerprint">;
    readonly timestamp: string;
  },
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
