import type { Client } from "@temporalio/client";
import { toChildExperiment } from "../domain/experiment/child-experiment.js";
import type { Experiment } from "../domain/experiment/experiment.js";
import type { ConfigurationRegistry } from "../registry.js";
import type { PlannedStart } from "./plan-start.js";
import type { ClaimContext } from "./workers/claim-task-queue.js";

/** Temporal's priority keys: the lower, the sooner. */
const PRIORITIES = { interactive: 1, normal: 3, background: 5 } as const;

/** What it takes to start a workflow, and to find a worker for it. */
export interface WorkflowContext extends ClaimContext {
  readonly client: Client;
  readonly registry: ConfigurationRegistry;
}

/** Starts the workflow of rows that are in the store: the comparison's, or that of the one experiment. */
export async function startWorkflow(
  { client, registry }: Pick<WorkflowContext, "client" | "registry">,
  {
    experiments,
    comparison,
    anchors,
    taskQueue,
    again,
  }: PlannedStart & { readonly taskQueue: string; readonly again?: boolean },
): Promise<void> {
  const first = experiments[0] as Experiment;
  await client.workflow.start(comparison === null ? "experiment" : "comparison", {
    taskQueue,
    workflowId: comparison?.workflowId ?? first.workflowId,
    args: [comparison === null ? inputOf(first, anchors) : { comparisonId: comparison.id }],
    // Another store of this server may have used the name: its workflow must never be taken for this one's.
    workflowIdReusePolicy: again === true ? "ALLOW_DUPLICATE" : "REJECT_DUPLICATE",
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

/** The input of an experiment without a comparison, which starts its anchors itself. */
const inputOf = ({ id }: Experiment, anchors: Experiment | null) =>
  anchors === null ? { experimentId: id } : { experimentId: id, anchors: toChildExperiment(anchors) };
