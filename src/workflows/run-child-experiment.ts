import { ChildWorkflowCancellationType, executeChild, ParentClosePolicy } from "@temporalio/workflow";
import type { ChildExperiment } from "../domain/experiment/child-experiment.js";
import type { ExperimentInput, ExperimentOutcome } from "./contract.js";

/** Runs an experiment as a child: a variant of a comparison, the anchors beside an experiment, or that of a regression run. */
export function runChildExperiment(
  child: ChildExperiment,
  comparisonId: string | null,
): Promise<ExperimentOutcome> {
  return executeChild<(input: ExperimentInput) => Promise<ExperimentOutcome>>("experiment", {
    workflowId: child.workflowId,
    args: [
      {
        experimentId: child.experimentId,
        ...(child.anchors === undefined ? {} : { anchors: child.anchors }),
      },
    ],
    parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
    cancellationType: ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED,
    memo: { experiment: child.name, variant: child.variant, experimentId: child.experimentId },
    staticSummary: child.name,
    searchAttributes: {
      AssayDataset: [child.datasetName],
      AssayPipeline: [child.pipeline],
      AssayVariant: [child.variant],
      AssayExperiment: [child.definition],
      ...(comparisonId === null ? {} : { AssayComparison: [comparisonId] }),
      AssayStatus: ["running"],
    },
  });
}
