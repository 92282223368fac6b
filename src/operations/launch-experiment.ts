import { WorkflowExecutionAlreadyStartedError } from "@temporalio/client";
import type { Experiment } from "../domain/experiment/experiment.js";
import { ExperimentNameTakenError, ExperimentStartError } from "../domain/experiment/experiment-errors.js";
import type { Store } from "../domain/store.js";
import type { PlannedStart } from "./plan-start.js";
import { startWorkflow, type WorkflowContext } from "./start-workflow.js";
import { chooseWorker } from "./workers/choose-worker.js";

/** The parts of a start: the store's rows, and a workflow on the task queue of a worker with this code. */
export interface LaunchContext extends WorkflowContext {
  readonly store: Store;
}

/** Writes the rows of a planned start, and starts its workflow. @throws WorkerCodeDiffersError */
export async function launchExperiment(context: LaunchContext, planned: PlannedStart): Promise<void> {
  const { store } = context;
  const { taskQueue, worker } = await chooseWorker(context);
  const withCode = (experiment: Experiment): Experiment =>
    worker === null
      ? experiment
      : { ...experiment, codeVersion: { ...experiment.codeVersion, configurationHash: worker.code.hash } };
  const experiments = planned.experiments.map(withCode);
  const anchors = planned.anchors === null ? null : withCode(planned.anchors);
  const { comparison } = planned;
  for (const experiment of experiments) await store.createExperiment(experiment);
  if (anchors !== null) await store.createExperiment(anchors);
  if (comparison !== null) await store.createComparison(comparison);
  await startWorkflow(context, { ...planned, taskQueue }).catch((error: unknown) =>
    keepAsFailed(context, planned, error),
  );
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
