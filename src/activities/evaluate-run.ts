import { Context } from "@temporalio/activity";
import type { Experiment } from "../domain/experiment/experiment.js";
import { evaluationId } from "../domain/ids.js";
import { findBudgetExhaustedError } from "../domain/model/model-errors.js";
import { isPermanentError } from "../domain/permanent-error.js";
import type { ExperimentActivities } from "./activity-interface.js";
import { slotOf } from "./call-slots.js";
import { callUserCode, toFailure } from "./call-user-code.js";
import { evaluationStep, needsEvaluation } from "./evaluation-round.js";
import { createEvaluatorContext, readJudged } from "./evaluator-context.js";
import { requireRun } from "./experiment-cache.js";
import { keepPaid } from "./keep-paid.js";
import type { LentModels } from "./lend-models.js";
import type { ActivityPorts } from "./ports.js";
import { recordTrace } from "./record-trace.js";
import { readStepSpending } from "./step-spending.js";
import { beginStepTry } from "./step-try.js";
import { storeEvaluation } from "./store-evaluation.js";
import { whileHeartbeating } from "./while-heartbeating.js";

/** One evaluator that waits for something, on one run. An evaluation in the store is not made again. */
export function evaluate(
  ports: ActivityPorts,
  requireExperiment: (id: string) => Promise<Experiment>,
): ExperimentActivities["evaluate"] {
  return async (input) => whileHeartbeating(() => evaluateOnce(input), { lastRan: ports.lastRan });

  async function evaluateOnce({
    runId,
    evaluatorId,
    concurrency,
    round,
  }: Parameters<ExperimentActivities["evaluate"]>[0]): ReturnType<ExperimentActivities["evaluate"]> {
    const { store, now } = ports;
    const run = await requireRun(store, runId);
    const experiment = await requireExperiment(run.experimentId);
    const evaluator = ports.registry.getEvaluator({ definition: experiment.definition, id: evaluatorId });
    const id = evaluationId(runId, evaluatorId);
    const existing = await store.getEvaluation(id);
    if (existing !== null && !needsEvaluation(existing, evaluator, round)) return { status: existing.status };
    const step = evaluationStep(evaluatorId, round);
    const judged = await readJudged(ports, experiment, run);
    const trace = recordTrace({ traceId: run.traceId, step }, now);
    const startedAt = now().toISOString();
    const stepTry = await beginStepTry(ports, {
      id: round === undefined ? id : `${id}/${round.id}`,
      scope: experiment.comparisonId ?? experiment.id,
    });
    const slot = slotOf(experiment, concurrency);
    const perCall = evaluator.waitsForModelsOnly === true;
    const asked: LentModels[] = [];
    const costUsd = async (): Promise<number | null> =>
      asked.some(({ calls }) => calls() > 0)
        ? (await readStepSpending(store, { traceId: run.traceId, step })).costUsd
        : null;
    try {
      if (stepTry.lostMessage !== null) {
        const failure = { type: "WorkerLostError", message: stepTry.lostMessage, isPassing: true } as const;
        await storeEvaluation(ports, { run, evaluator, startedAt, costUsd: null, result: { failure } });
        return { status: "failed", failureType: failure.type };
      }
      const scores = await callUserCode({
        subject: `Evaluator "${evaluatorId}"`,
        slots: ports.slots,
        slot: perCall ? null : slot,
        timeoutMs: evaluator.timeoutMs ?? experiment.limits.evaluatorTimeoutMs,
        call: (signal) => {
          const { context, lent } = createEvaluatorContext(ports, {
            experiment,
            run,
            step,
            trace,
            signal,
            failures: stepTry.failures,
            tryNumber: stepTry.number,
            slot: perCall ? slot : null,
          });
          asked.push(lent);
          return evaluator.evaluate(judged, context);
        },
      });
      await keepPaid(() => store.putObservations(trace.observations));
      const result = { scores };
      await keepPaid(async () =>
        storeEvaluation(ports, { run, evaluator, startedAt, costUsd: await costUsd(), result }),
      );
      await keepPaid(() => stepTry.succeed());
      return { status: "completed" };
    } catch (error) {
      if (findBudgetExhaustedError(error) !== null) {
        await stepTry.succeed();
        return { status: "stopped", failureType: "BudgetExhaustedError" };
      }
      if (!Context.current().cancellationSignal.aborted) await store.putObservations(trace.observations);
      await stepTry.fail(error, {
        maxAttempts: experiment.limits.maxAttempts,
        isPermanent: isPermanentError(error),
        place: `evaluator ${evaluatorId}, run ${runId}`,
      });
      const failure = toFailure(error, ports.hideSecrets);
      await storeEvaluation(ports, {
        run,
        evaluator,
        startedAt,
        costUsd: await costUsd(),
        result: { failure },
      });
      return { status: "failed", failureType: failure.type };
    }
  }
}

/** Records that no worker could finish an evaluation. */
export function failEvaluation(
  ports: ActivityPorts,
  requireExperiment: (id: string) => Promise<Experiment>,
): ExperimentActivities["failEvaluation"] {
  return async ({ runId, evaluatorId, type, message }) => {
    const run = await requireRun(ports.store, runId);
    const { definition } = await requireExperiment(run.experimentId);
    const evaluator = ports.registry.getEvaluator({ definition, id: evaluatorId });
    const startedAt = ports.now().toISOString();
    const result = { failure: { type, message } };
    await storeEvaluation(ports, { run, evaluator, startedAt, costUsd: null, result });
  };
}
