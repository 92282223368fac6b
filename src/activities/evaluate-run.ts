import { Context } from "@temporalio/activity";
import { budgetScope } from "../domain/experiment/budget-scope.js";
import type { Experiment } from "../domain/experiment/experiment.js";
import type { Failure, Run } from "../domain/experiment/run.js";
import { evaluationId } from "../domain/ids.js";
import { findBudgetExhaustedError } from "../domain/model/model-errors.js";
import { isPermanentError } from "../domain/permanent-error.js";
import type { EvaluatorScore } from "../domain/score/evaluation.js";
import type { Evaluator, EvaluatorArguments } from "../domain/score/evaluator.js";
import type { ExperimentActivities } from "./activity-interface.js";
import { slotOf } from "./call-slots.js";
import { callUserCode, toFailure } from "./call-user-code.js";
import { evaluationStep, needsEvaluation } from "./evaluation-round.js";
import { createEvaluatorContext, readJudged } from "./evaluator-context.js";
import { requireRun } from "./experiment-cache.js";
import { keepPaid } from "./keep-paid.js";
import type { LentModels } from "./lend-models.js";
import type { ActivityPorts } from "./ports.js";
import { type RecordedTrace, recordTrace } from "./record-trace.js";
import { readStepSpending } from "./step-spending.js";
import { beginStepTry, type StepTry } from "./step-try.js";
import { type EvaluationEnd, storeEvaluation } from "./store-evaluation.js";
import { whileHeartbeating } from "./while-heartbeating.js";

type Input = Parameters<ExperimentActivities["evaluate"]>[0];
type Outcome = Awaited<ReturnType<ExperimentActivities["evaluate"]>>;

/** One evaluator that waits for something, on one run. An evaluation in the store is not made again. */
export function evaluate(
  ports: ActivityPorts,
  requireExperiment: (id: string) => Promise<Experiment>,
): ExperimentActivities["evaluate"] {
  const evaluateUnlessDone = async (input: Input): Promise<Outcome> => {
    const run = await requireRun(ports.store, input.runId);
    const experiment = await requireExperiment(run.experimentId);
    const { definition } = experiment;
    const evaluator = ports.registry.getEvaluator({ definition, id: input.evaluatorId });
    const existing = await ports.store.getEvaluation(evaluationId(input.runId, input.evaluatorId));
    return existing === null || needsEvaluation(existing, evaluator, input.round)
      ? await evaluateOnce(ports, { run, experiment, evaluator, ...input })
      : { status: existing.status };
  };
  return async (input) => whileHeartbeating(() => evaluateUnlessDone(input), { lastRan: ports.lastRan });
}

/** An evaluator's work on one run. */
interface Work extends Input {
  readonly run: Run;
  readonly experiment: Experiment;
  readonly evaluator: Evaluator;
}

async function evaluateOnce(ports: ActivityPorts, work: Work): Promise<Outcome> {
  const { store, now } = ports;
  const { run, experiment, evaluator, evaluatorId, round } = work;
  const id = evaluationId(run.id, evaluatorId);
  const step = evaluationStep(evaluatorId, round);
  const judged = await readJudged(ports, experiment, run);
  const trace = recordTrace({ traceId: run.traceId, step }, now);
  const startedAt = now().toISOString();
  const stepTry = await beginStepTry(ports, {
    id: round === undefined ? id : `${id}/${round.id}`,
    scope: budgetScope(experiment),
  });
  const asked: LentModels[] = [];
  const keep = async (result: EvaluationEnd["result"]): Promise<void> => {
    const { costUsd } = asked.some(({ calls }) => calls() > 0)
      ? await readStepSpending(store, { traceId: run.traceId, step })
      : { costUsd: null };
    await storeEvaluation(ports, { run, evaluator, startedAt, costUsd, result });
  };
  const fail = async (failure: Failure): Promise<Outcome> => {
    await keep({ failure });
    return { status: "failed", failureType: failure.type };
  };
  try {
    if (stepTry.lostMessage !== null)
      return await fail({ type: "WorkerLostError", message: stepTry.lostMessage, isPassing: true });
    const scores = await callEvaluator(ports, work, { judged, step, trace, stepTry, asked });
    await keepPaid(() => store.putObservations(trace.observations));
    await keepPaid(() => keep({ scores }));
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
      place: `evaluator ${evaluatorId}, run ${run.id}`,
    });
    return await fail(toFailure(error, ports.hideSecrets));
  }
}

async function callEvaluator(
  ports: ActivityPorts,
  { run, experiment, evaluator, evaluatorId, concurrency }: Work,
  {
    judged,
    step,
    trace,
    stepTry,
    asked,
  }: {
    readonly judged: EvaluatorArguments;
    readonly step: string;
    readonly trace: RecordedTrace;
    readonly stepTry: StepTry;
    /** Is given the models that the evaluator is lent. */
    readonly asked: LentModels[];
  },
): Promise<readonly EvaluatorScore[]> {
  const slot = slotOf(experiment, concurrency);
  const perCall = evaluator.waitsForModelsOnly === true;
  return await callUserCode({
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
