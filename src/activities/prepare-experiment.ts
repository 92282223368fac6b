import { Context } from "@temporalio/activity";
import { DatasetEmptyError } from "../domain/dataset-errors.js";
import { AssayError } from "../domain/errors.js";
import type { Experiment } from "../domain/experiment.js";
import { runId, traceId } from "../domain/ids.js";
import { parsePipelineConfig } from "../domain/pipeline-input.js";
import type { PlannedRun } from "../domain/run.js";
import type { ExperimentActivities } from "./activity-interface.js";
import { permanent } from "./experiment-cache.js";
import type { ActivityPorts } from "./ports.js";

const ITEMS_PER_PAGE = 1_000;

/** Plans an experiment's runs, page by page; repeating it changes nothing. */
export function prepareExperiment(
  ports: ActivityPorts,
  requireExperiment: (id: string) => Promise<Experiment>,
): ExperimentActivities["prepareExperiment"] {
  return async ({ experimentId }) => {
    const experiment = await requireExperiment(experimentId);
    checkCode(ports, experiment);
    const runCount = await planRuns(ports, experiment);
    if (runCount === 0)
      throw permanent(new DatasetEmptyError(experiment.datasetName, experiment.datasetVersion));
    const startedAt = experiment.startedAt ?? ports.now().toISOString();
    await ports.store.updateExperiment(experimentId, { status: "running", startedAt, runCount });
    const pipeline = ports.registry.getPipeline(experiment.pipeline);
    const waiting = experiment.evaluators.filter(({ mode }) => mode === "waits");
    return {
      experimentId,
      name: experiment.name,
      runCount,
      concurrency: experiment.limits.concurrency,
      maxFailureRate: experiment.limits.maxFailureRate,
      pipelineTimeoutMs: pipeline.timeoutMs ?? experiment.limits.pipelineTimeoutMs,
      heartbeatTimeoutMs: experiment.limits.heartbeatTimeoutMs,
      waiting: waiting.map(({ id, timeoutMs }) => ({ id, timeoutMs })),
      computing: experiment.evaluators.length - waiting.length,
    };
  };
}

/** Fails at once when this worker lacks the code, and says so when it has other code than the start had. */
function checkCode({ registry, codeVersion, warn }: ActivityPorts, experiment: Experiment): void {
  try {
    const { pipeline, config, variant, definition } = experiment;
    parsePipelineConfig(registry.getPipeline(pipeline), { pipelineName: pipeline, variant, config });
    for (const { id } of experiment.evaluators) registry.getEvaluator({ definition, id });
  } catch (error) {
    throw error instanceof AssayError ? permanent(error) : error;
  }
  const started = experiment.codeVersion;
  if (
    started.gitCommit !== codeVersion.gitCommit ||
    started.configurationHash !== codeVersion.configurationHash
  ) {
    warn("the experiment goes on under other code than it was started with", {
      experiment: experiment.name,
      started,
      now: codeVersion,
    });
  }
}

async function planRuns({ store }: ActivityPorts, experiment: Experiment): Promise<number> {
  const at = { datasetId: experiment.datasetId, version: experiment.datasetVersion };
  let afterPosition = -1;
  let planned = 0;
  let items = 0;
  for (;;) {
    const left =
      experiment.itemLimit === null ? ITEMS_PER_PAGE : Math.min(ITEMS_PER_PAGE, experiment.itemLimit - items);
    if (left <= 0) return planned;
    const page = await store.listItems({ ...at, afterPosition, limit: left });
    const last = page.at(-1);
    if (last === undefined) return planned;
    const runs: PlannedRun[] = page.flatMap((item) =>
      Array.from({ length: experiment.repetitions }, (_, repetition) => {
        const place = { experimentId: experiment.id, itemId: item.id, repetition };
        return { ...place, id: runId(place), traceId: traceId(place), ordinal: planned++ };
      }),
    );
    await store.planRuns(runs);
    Context.current().heartbeat();
    items += page.length;
    afterPosition = last.position;
  }
}
