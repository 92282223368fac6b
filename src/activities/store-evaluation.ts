import { Context } from "@temporalio/activity";
import type { Failure, Run } from "../domain/experiment/run.js";
import { evaluationId } from "../domain/ids.js";
import type { Evaluation, EvaluatorScore } from "../domain/score/evaluation.js";
import type { Evaluator } from "../domain/score/evaluator.js";
import type { ActivityPorts } from "./ports.js";

/** How an evaluator's work on one run ended. */
export interface EvaluationEnd {
  readonly run: Run;
  readonly evaluator: Pick<Evaluator, "id" | "fingerprint">;
  readonly startedAt: string;
  readonly costUsd: number | null;
  readonly result: { readonly scores: readonly EvaluatorScore[] } | { readonly failure: Failure };
}

/** Keeps an evaluation; the scores are made of it by `writeScores`. */
export async function storeEvaluation(
  { store, now }: ActivityPorts,
  { run, evaluator, startedAt, costUsd, result }: EvaluationEnd,
): Promise<void> {
  const evaluation: Evaluation = {
    id: evaluationId(run.id, evaluator.id),
    runId: run.id,
    experimentId: run.experimentId,
    evaluatorId: evaluator.id,
    fingerprint: evaluator.fingerprint,
    status: "failure" in result ? "failed" : "completed",
    scores: "failure" in result ? [] : [...result.scores],
    error: "failure" in result ? result.failure : null,
    costUsd,
    attempts: Context.current().info.attempt,
    startedAt,
    endedAt: now().toISOString(),
  };
  await store.putEvaluation(evaluation);
}
