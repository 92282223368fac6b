import { Context } from "@temporalio/activity";
import { ApplicationFailure } from "@temporalio/common";
import type { Evaluation, EvaluatorScore } from "../domain/evaluation.js";
import type { EvaluatorArguments, EvaluatorContext } from "../domain/evaluator.js";
import type { Experiment } from "../domain/experiment.js";
import { evaluationId } from "../domain/ids.js";
import { isPermanentError } from "../domain/permanent-error.js";
import type { Failure, Run } from "../domain/run.js";
import type { ExperimentActivities } from "./activity-interface.js";
import { createArtifactSource } from "./artifact-source.js";
import { callUserCode, redactedFailure, toFailure } from "./call-user-code.js";
import { requireRun } from "./experiment-cache.js";
import { createModelCalls } from "./model-calls.js";
import type { ActivityPorts } from "./ports.js";
import { type RecordedTrace, recordTrace } from "./record-trace.js";

/** An evaluator that computes may not take long: it would hold up every workflow of the worker. */
const COMPUTING_TIMEOUT_MS = 20_000;

/** One evaluator that waits for something, on one run. An evaluation in the store is not made again. */
export function evaluate(
  ports: ActivityPorts,
  requireExperiment: (id: string) => Promise<Experiment>,
): ExperimentActivities["evaluate"] {
  return async ({ runId, evaluatorId, concurrency }) => {
    const existing = await ports.store.getEvaluation(evaluationId(runId, evaluatorId));
    if (existing !== null) return { status: existing.status };
    const run = await requireRun(ports.store, runId);
    const experiment = await requireExperiment(run.experimentId);
    const evaluator = ports.registry.getEvaluator({ definition: experiment.definition, id: evaluatorId });
    const judged = await readJudged(ports, experiment, run);
    const trace = recordTrace({ traceId: run.traceId, step: `evaluate/${evaluatorId}` }, ports.now);
    const startedAt = ports.now().toISOString();
    try {
      const scores = await callUserCode({
        subject: `Evaluator "${evaluatorId}"`,
        slots: ports.slots,
        slot: { key: experiment.comparisonId ?? experiment.id, capacity: concurrency },
        timeoutMs: evaluator.timeoutMs ?? experiment.limits.evaluatorTimeoutMs,
        call: (signal) =>
          evaluator.evaluate(judged, createContext(ports, { experiment, run, evaluatorId, trace, signal })),
      });
      await ports.store.putObservations(trace.observations);
      await store(ports, {
        run,
        evaluatorId,
        fingerprint: evaluator.fingerprint,
        startedAt,
        result: { scores },
      });
      return { status: "completed" };
    } catch (error) {
      if (error instanceof ApplicationFailure || Context.current().cancellationSignal.aborted) throw error;
      const failure = toFailure(error);
      const { attempt } = Context.current().info;
      const { maxAttempts } = experiment.limits;
      if (!isPermanentError(error) && attempt < maxAttempts) {
        throw redactedFailure(
          failure,
          `evaluator ${evaluatorId}, run ${runId}, attempt ${attempt} of ${maxAttempts}`,
        );
      }
      await store(ports, {
        run,
        evaluatorId,
        fingerprint: evaluator.fingerprint,
        startedAt,
        result: { failure },
      });
      return { status: "failed", failureType: failure.type };
    }
  };
}

/**
 * All evaluators that only compute, on one run, in one go. One that throws is a failed evaluation; one in the store
 * is not made again, so that a retry goes on where the last attempt ended.
 */
export async function evaluateComputing(
  ports: ActivityPorts,
  experiment: Experiment,
  run: Run,
): Promise<void> {
  const computing = experiment.evaluators.filter(({ mode }) => mode === "computes");
  if (computing.length === 0) return;
  const judged = await readJudged(ports, experiment, run);
  for (const { id } of computing) {
    if ((await ports.store.getEvaluation(evaluationId(run.id, id))) !== null) continue;
    const evaluator = ports.registry.getEvaluator({ definition: experiment.definition, id });
    const trace = recordTrace({ traceId: run.traceId, step: `evaluate/${id}` }, ports.now);
    const signal = AbortSignal.timeout(COMPUTING_TIMEOUT_MS);
    const context = createContext(ports, { experiment, run, evaluatorId: id, trace, signal });
    const startedAt = ports.now().toISOString();
    const result = await Promise.resolve()
      .then(async () => ({ scores: await evaluator.evaluate(judged, context) }))
      .catch((error: unknown) => ({ failure: toFailure(error) }));
    await store(ports, { run, evaluatorId: id, fingerprint: evaluator.fingerprint, startedAt, result });
  }
}

/** Records that no worker could finish an evaluation. */
export function failEvaluation(
  ports: ActivityPorts,
  requireExperiment: (id: string) => Promise<Experiment>,
): ExperimentActivities["failEvaluation"] {
  return async ({ runId, evaluatorId, type, message }) => {
    const run = await requireRun(ports.store, runId);
    const experiment = await requireExperiment(run.experimentId);
    const { fingerprint } = ports.registry.getEvaluator({
      definition: experiment.definition,
      id: evaluatorId,
    });
    const startedAt = ports.now().toISOString();
    await store(ports, { run, evaluatorId, fingerprint, startedAt, result: { failure: { type, message } } });
  };
}

/** What an evaluator is lent for one run. */
function createContext(
  ports: ActivityPorts,
  {
    experiment,
    run,
    evaluatorId,
    trace,
    signal,
  }: {
    readonly experiment: Experiment;
    readonly run: Run;
    readonly evaluatorId: string;
    readonly trace: RecordedTrace;
    readonly signal: AbortSignal;
  },
): EvaluatorContext {
  const { attempt } = Context.current().info;
  return {
    trace: trace.recorder,
    signal,
    models: createModelCalls(ports, {
      experiment,
      traceId: run.traceId,
      step: `evaluate/${evaluatorId}`,
      attempt,
      activityAttempt: attempt,
      parentObservationId: trace.currentId,
      signal,
    }),
    artifacts: createArtifactSource(ports.store),
    listObservations: () => ports.store.listObservations(run.traceId),
    run: { latencyMs: run.latencyMs, costUsd: run.costUsd },
  };
}

async function readJudged(
  { store }: ActivityPorts,
  experiment: Experiment,
  run: Run,
): Promise<EvaluatorArguments> {
  const item = await store.getItem({
    datasetId: experiment.datasetId,
    version: experiment.datasetVersion,
    itemId: run.itemId,
  });
  if (item === null)
    throw ApplicationFailure.nonRetryable(
      `Item ${run.itemId} is not in the dataset version`,
      "DatasetItemNotFoundError",
    );
  return {
    input: item.input,
    output: run.output,
    expected: item.expectedOutput ?? undefined,
    metadata: item.metadata,
  };
}

interface Result {
  readonly run: Run;
  readonly evaluatorId: string;
  readonly fingerprint: string;
  readonly startedAt: string;
  readonly result: { readonly scores: readonly EvaluatorScore[] } | { readonly failure: Failure };
}

async function store(
  { store, now }: ActivityPorts,
  { run, evaluatorId, fingerprint, startedAt, result }: Result,
): Promise<void> {
  const evaluation: Evaluation = {
    id: evaluationId(run.id, evaluatorId),
    runId: run.id,
    experimentId: run.experimentId,
    evaluatorId,
    fingerprint,
    status: "failure" in result ? "failed" : "completed",
    scores: "failure" in result ? [] : [...result.scores],
    error: "failure" in result ? result.failure : null,
    costUsd: null,
    attempts: Context.current().info.attempt,
    startedAt,
    endedAt: now().toISOString(),
  };
  await store.putEvaluation(evaluation);
}
