import { WorkflowExecutionAlreadyStartedError } from "@temporalio/client";
import type { Experiment } from "../domain/experiment/experiment.js";
import { ExperimentNameTakenError, ExperimentStartError } from "../domain/experiment/experiment-errors.js";
import type { LoadedConfiguration } from "../load-config.js";
import { type PlannedStart, planStart, type StartContext, type StartOptions } from "./start-experiment.js";
import { startWorkflow, type WorkflowContext } from "./start-workflow.js";
import { syncDataset } from "./sync-dataset.js";
import { chooseWorker } from "./workers/choose-worker.js";

/** What a start needs: planning, the store's rows, and a workflow where a worker has this code. */
export interface LaunchContext extends Omit<StartContext, "now">, Omit<WorkflowContext, "now" | "store"> {
  readonly loaded: LoadedConfiguration;
}

/** Plans a start, writes its rows, and starts its workflow. @throws WorkerCodeDiffersError */
export async function launchExperiment(context: LaunchContext, options: StartOptions): Promise<PlannedStart> {
  const { store, registry, loaded } = context;
  const definition = registry.getDefinition(options.definition);
  const { taskQueue, worker } = await chooseWorker(context);
  await syncDataset(store, loaded, options.dataset ?? definition.dataset);
  if (definition.anchors !== undefined) await syncDataset(store, loaded, definition.anchors.dataset);
  const codeVersion =
    worker === null ? context.codeVersion : { ...context.codeVersion, configurationHash: worker.code.hash };
  const planned = await planStart({ ...context, codeVersion, now: new Date() }, options);
  const { experiments, comparison, anchors } = planned;
  for (const experiment of experiments) await store.createExperiment(experiment);
  if (anchors !== null) await store.createExperiment(anchors);
  if (comparison !== null) await store.createComparison(comparison);
  await startWorkflow(context, { ...planned, taskQueue }).catch((error: unknown) =>
    keepAsFailed(context, planned, error),
  );
  return planned;
}

/** Rows of a start that Temporal refused stay, as failed and with the reason. */
async function keepAsFailed(
  { store }: LaunchContext,
  { experiments, comparison, anchors }: PlannedStart,
  cause: unknown,
): Promise<never> {
  const name = comparison?.name ?? (experiments[0] as Experiment).name;
  const error =
    cause instanceof WorkflowExecutionAlreadyStartedError
      ? new ExperimentNameTakenError(name)
      : new ExperimentStartError(name, cause);
  const change = { status: "failed", error: error.message, endedAt: new Date().toISOString() } as const;
  for (const { id } of [...experiments, ...(anchors === null ? [] : [anchors])])
    await store.updateExperiment(id, change);
  if (comparison !== null) await store.updateComparison(comparison.id, change);
  throw error;
}
