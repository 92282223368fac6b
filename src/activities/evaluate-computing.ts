import { Context } from "@temporalio/activity";
import type { Experiment } from "../domain/experiment/experiment.js";
import type { Run } from "../domain/experiment/run.js";
import { evaluationId } from "../domain/ids.js";
import { toFailure } from "./call-user-code.js";
import { type EvaluationRound, evaluationStep, needsEvaluation } from "./evaluation-round.js";
import { createEvaluatorContext, readJudged } from "./evaluator-context.js";
import { openDeadline } from "./open-deadline.js";
import type { ActivityPorts } from "./ports.js";
import { recordTrace } from "./record-trace.js";
import { storeEvaluation } from "./store-evaluation.js";

/** An evaluator that computes may not take long: it would hold up every workflow of the worker. */
const LONGEST_COMPUTING_MS = 20_000;

/**
 * All evaluators that only compute, on one run, in one go. One that throws is a failed evaluation; one in the store is
 * not made again, so that a retry continues where the last attempt ended.
 */
export async function evaluateComputing(
  ports: ActivityPorts,
  {
    experiment,
    run,
    round,
    evaluatorIds,
  }: {
    readonly experiment: Experiment;
    readonly run: Run;
    readonly round: EvaluationRound | undefined;
    /** The experiment's own when left out. */
    readonly evaluatorIds: readonly string[] | undefined;
  },
): Promise<void> {
  const own = experiment.evaluators.filter(({ mode }) => mode === "computes").map(({ id }) => id);
  const ids = evaluatorIds ?? own;
  if (ids.length === 0) return;
  const judged = await readJudged(ports, experiment, run);
  for (const id of ids) {
    const evaluator = ports.registry.getEvaluator({ definition: experiment.definition, id });
    const existing = await ports.store.getEvaluation(evaluationId(run.id, id));
    if (!needsEvaluation(existing, evaluator, round)) continue;
    const step = evaluationStep(id, round);
    const deadline = openDeadline(LONGEST_COMPUTING_MS);
    const { context } = createEvaluatorContext(ports, {
      experiment,
      run,
      step,
      failures: 0,
      tryNumber: Context.current().info.attempt,
      slot: null,
      trace: recordTrace({ traceId: run.traceId, step }, ports.now),
      signal: deadline.signal,
    });
    const startedAt = ports.now().toISOString();
    const result = await Promise.resolve()
      .then(async () => ({ scores: await evaluator.evaluate(judged, context) }))
      .catch((error: unknown) => ({ failure: toFailure(error, ports.hideSecrets) }))
      .finally(deadline.close);
    await storeEvaluation(ports, { run, evaluator, startedAt, costUsd: null, result });
  }
}
