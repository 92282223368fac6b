import { WorkflowExecutionAlreadyStartedError } from "@temporalio/client";
import type { Experiment } from "../domain/experiment/experiment.js";
import { ExperimentNameTakenError, ExperimentStartError } from "../domain/experiment/experiment-errors.js";
import type { LoadedConfiguration } from "../load-config.js";
import { syncDataset } from "./datasets/sync-dataset.js";
import { type PlannedStart, planStart, type StartContext, type StartOptions } from "./start-experiment.js";
import { startWorkflow, type WorkflowContext } from "./start-workflow.js";

/** What a start needs: planning, the store's rows, and a workflow on the store's task queue. */
export interface LaunchContext extends Omit<StartContext, "now">, WorkflowContext {
  readonly loaded: LoadedConfiguration;
  /** Told what became of the dataset's items. */
  readonly report?: (line: string) => void;
}

/** Plans a start, writes its rows, and starts its workflow. */
export async function launchExperiment(context: LaunchContext, options: StartOptions): Promise<PlannedStart> {
  const { store, registry } = context;
  const definition = registry.getDefinition(options.definition);
  await syncDataset(context, options.dataset ?? definition.dataset);
  if (definition.anchors !== undefined) await syncDataset(context, definition.anchors.dataset);
  const planned = await planStart({ ...context, now: new Date() }, options);
  const { experiments, comparison, anchors } = planned;
  for (const experiment of experiments) await store.createExperiment(experiment);
  if (anchors !== null) await store.createExperiment(anchors);
  if (comparison !== null) await store.createComparison(comparison);
  await startWorkflow(context, planned).catch((error: unknown) => keepAsFailed(context, planned, error));
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
