import { setMaxListeners } from "node:events";
import { Context } from "@temporalio/activity";
import { DatasetEmptyError } from "../domain/dataset/dataset-errors.js";
import { AssayError } from "../domain/errors.js";
import type { Experiment } from "../domain/experiment/experiment.js";
import { findRetirements } from "../domain/model/find-retirements.js";
import { findTransientModelError } from "../domain/model/model-errors.js";
import { checkPipelineEnvironment } from "../domain/pipeline/pipeline-environment.js";
import { parsePipelineConfig } from "../domain/pipeline/pipeline-input.js";
import type { Evaluator } from "../domain/score/evaluator.js";
import type { ExperimentActivities, ExperimentSetup } from "./activity-interface.js";
import { permanent } from "./experiment-cache.js";
import { planRuns } from "./plan-runs.js";
import type { ActivityPorts } from "./ports.js";
import { prepareJudges } from "./prepare-judges.js";
import { whileHeartbeating } from "./while-heartbeating.js";

/** How often an experiment whose comparison may stop early reports, at most. */
const LOOKS = 40;

/** Checks code and models, plans an experiment's runs, page by page; repeating it changes nothing. */
export function prepareExperiment(
  ports: ActivityPorts,
  requireExperiment: (id: string) => Promise<Experiment>,
): ExperimentActivities["prepareExperiment"] {
  return async ({ experimentId }) => {
    const experiment = await requireExperiment(experimentId);
    const evaluators = await prepareCode(ports, experiment);
    await ports.store.reopenForRetry(experimentId);
    const runCount = await planRuns(ports, experiment);
    if (runCount === 0)
      throw permanent(new DatasetEmptyError(experiment.datasetName, experiment.datasetVersion));
    const startedAt = experiment.startedAt ?? ports.now().toISOString();
    // One that was resumed after its end has neither end nor error any more.
    const change = { status: "running", startedAt, runCount, error: null, endedAt: null } as const;
    await ports.store.updateExperiment(experimentId, change);
    return describePlan(ports, experiment, { evaluators, runCount, total: runCount });
  };
}

/** What a workflow needs to know of an experiment and the evaluators to apply. */
export function describePlan(
  ports: ActivityPorts,
  experiment: Experiment,
  scope: { readonly evaluators: readonly Evaluator[]; readonly runCount: number; readonly total: number },
): ExperimentSetup {
  const { limits } = experiment;
  const { evaluators, runCount, total } = scope;
  const pipeline = ports.registry.getPipeline(experiment.pipeline);
  const queueOf = (models: readonly string[]) => {
    const taskQueue = ports.queueFor(models);
    return taskQueue === null ? null : { taskQueue };
  };
  const pipelineQueue = queueOf(pipeline.listModels?.(experiment.config) ?? []);
  const timeoutMs = pipeline.timeoutMs ?? limits.pipelineTimeoutMs;
  return {
    experimentId: experiment.id,
    name: experiment.name,
    runCount,
    total,
    concurrency: limits.concurrency,
    maxAttempts: limits.maxAttempts,
    maxFailureRate: limits.maxFailureRate,
    heartbeatTimeoutMs: limits.heartbeatTimeoutMs,
    pipelineTimeoutMs: timeoutMs,
    ...(pipelineQueue === null ? {} : { pipelineQueue }),
    ...(pipeline.remote === undefined
      ? {}
      : {
          remote: {
            ...pipeline.remote,
            startToCloseTimeoutMs: pipeline.remote.startToCloseTimeoutMs ?? timeoutMs,
          },
        }),
    ...(experiment.orderSeed === null ? {} : { reportEvery: Math.max(5, Math.ceil(runCount / LOOKS)) }),
    waiting: evaluators
      .filter(({ mode }) => mode === "waits")
      .map((evaluator) => {
        const queue = queueOf(evaluator.models ?? []);
        const own = { id: evaluator.id, timeoutMs: evaluator.timeoutMs ?? limits.evaluatorTimeoutMs };
        return queue === null ? own : { ...own, queue };
      }),
    computingIds: evaluators.filter(({ mode }) => mode === "computes").map(({ id }) => id),
  };
}

/**
 * Fails at once, before anything is paid, when this worker lacks the code, when a model cannot be reached with the keys
 * at hand, or when a judge cannot be prepared.
 */
export async function prepareCode(
  ports: ActivityPorts,
  experiment: Experiment,
  evaluatorIds: readonly string[] = experiment.evaluators.map(({ id }) => id),
): Promise<readonly Evaluator[]> {
  const { registry } = ports;
  const { cancellationSignal } = Context.current();
  const signal = AbortSignal.any([cancellationSignal]);
  // As many listen as there are evaluation steps to be written at once.
  setMaxListeners(0, signal);
  try {
    const { pipeline: pipelineName, config, variant, definition } = experiment;
    const pipeline = registry.getPipeline(pipelineName);
    parsePipelineConfig(pipeline, { pipelineName, variant, config });
    checkPipelineEnvironment(pipeline, { pipelineName, environment: ports.environment });
    const evaluators = evaluatorIds.map((id) => registry.getEvaluator({ definition, id }));
    const models = new Set([
      ...(pipeline.listModels?.(config) ?? []),
      ...evaluators.flatMap((evaluator) => evaluator.models ?? []),
    ]);
    await whileHeartbeating(async () => {
      await checkModels(ports, [...models], signal);
      await prepareJudges(ports, experiment, { evaluators, signal });
    });
    return evaluators;
  } catch (error) {
    if (error instanceof AssayError && findTransientModelError(error) === null) throw permanent(error);
    throw error;
  }
}

/** Models whose retirement this process has told: a comparison has many experiments, and a worker many comparisons. */
const told = new Set<string>();

/** Refuses models that cannot be called; the log names once those that the provider has retired. */
async function checkModels(
  { gateway, now, warn }: ActivityPorts,
  models: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const tellRetired = (listed: Awaited<ReturnType<typeof gateway.check>>): void => {
    for (const { id, on, source, isRetired } of findRetirements(models, { gateway, now: now(), listed }))
      if (isRetired && !told.has(id)) {
        told.add(id);
        warn("the provider has retired a model; name another one", { model: id, on, source });
      }
  };
  if (models.length === 0) return;
  const listed = await gateway.check(models, { signal }).catch((error: unknown) => {
    // The list may lack it for that very reason.
    tellRetired([]);
    throw error;
  });
  tellRetired(listed);
}
