import { type Client, WorkflowExecutionAlreadyStartedError } from "@temporalio/client";
import type { Experiment } from "./domain/experiment.js";
import { ExperimentNameTakenError, ExperimentStartError } from "./domain/experiment-errors.js";
import type { LoadedConfiguration } from "./load-config.js";
import { type PlannedStart, planStart, type StartContext, type StartOptions } from "./start-experiment.js";
import { syncDataset } from "./sync-dataset.js";

/** Temporal's priority keys: the lower, the sooner. */
const PRIORITIES = { interactive: 1, normal: 3, background: 5 } as const;

/** What a start needs: planning, the store's rows, and a workflow on the store's task queue. */
export interface LaunchContext extends Omit<StartContext, "now"> {
  readonly loaded: LoadedConfiguration;
  readonly client: Client;
  readonly taskQueue: string;
}

/** Plans a start, writes its rows, and starts its workflow. */
export async function launchExperiment(context: LaunchContext, options: StartOptions): Promise<PlannedStart> {
  const { store, registry, loaded } = context;
  const definition = registry.getDefinition(options.definition);
  await syncDataset(store, loaded, options.dataset ?? definition.dataset);
  if (definition.anchors !== undefined) await syncDataset(store, loaded, definition.anchors.dataset);
  const planned = await planStart({ ...context, now: new Date() }, options);
  const { experiments, comparison, anchors } = planned;
  for (const experiment of experiments) await store.createExperiment(experiment);
  if (anchors !== null) await store.createExperiment(anchors);
  if (comparison !== null) await store.createComparison(comparison);
  await startWorkflow(context, planned).catch((error: unknown) => keepAsFailed(context, planned, error));
  return planned;
}

async function startWorkflow(
  { client, taskQueue, registry }: LaunchContext,
  { experiments, comparison, anchors }: PlannedStart,
): Promise<void> {
  const first = experiments[0] as Experiment;
  await client.workflow.start(comparison === null ? "experiment" : "comparison", {
    taskQueue,
    workflowId: comparison?.workflowId ?? first.workflowId,
    args: [comparison === null ? alone(first, anchors) : { comparisonId: comparison.id }],
    // Another store of this server may have used the name: its workflow must never be taken for this one's.
    workflowIdReusePolicy: "REJECT_DUPLICATE",
    memo: { experiments: experiments.map(({ name }) => name) },
    priority: {
      priorityKey: PRIORITIES[registry.getDefinition(first.definition).priority ?? "normal"],
      fairnessKey: comparison?.id ?? first.id,
    },
    staticSummary: comparison?.name ?? first.name,
    searchAttributes: {
      AssayDataset: [first.datasetName],
      AssayPipeline: [first.pipeline],
      AssayExperiment: [first.definition],
      AssayStatus: ["running"],
      ...(comparison === null ? { AssayVariant: [first.variant] } : { AssayComparison: [comparison.id] }),
    },
  });
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

/** The input of an experiment without a comparison. */
function alone({ id }: Experiment, anchors: Experiment | null) {
  if (anchors === null) return { experimentId: id };
  const { workflowId, name, variant, datasetName, pipeline, definition } = anchors;
  return {
    experimentId: id,
    anchors: {
      ...{ experimentId: anchors.id, isAnchors: true, workflowId, name },
      ...{ variant, datasetName, pipeline, definition },
    },
  };
}
