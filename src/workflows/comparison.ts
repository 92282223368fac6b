import {
  ActivityFailure,
  CancellationScope,
  ChildWorkflowCancellationType,
  executeChild,
  isCancellation,
  ParentClosePolicy,
  proxyActivities,
  setCurrentDetails,
  upsertSearchAttributes,
} from "@temporalio/workflow";
import type { ComparedChild, ExperimentActivities } from "../activities/activity-interface.js";
import type { ComparisonInput, ComparisonOutcome } from "./contract.js";
import { experiment } from "./experiment.js";

const activities = proxyActivities<ExperimentActivities>({
  startToCloseTimeout: "1h",
  heartbeatTimeout: "60s",
  retry: { initialInterval: "1s", maximumInterval: "60s", maximumAttempts: 20 },
});

/** One experiment per variant over one pinned dataset version, then their comparison. */
export async function comparison({ comparisonId }: ComparisonInput): Promise<ComparisonOutcome> {
  try {
    const { name, experiments } = await activities.prepareComparison({ comparisonId });
    const states = new Map(experiments.map((child) => [child.variant, "running"]));
    const describe = (): void =>
      setCurrentDetails(
        [
          `**${name}**`,
          "",
          "| variant | state |",
          "|---|---|",
          ...[...states].map(([variant, state]) => `| ${variant} | ${state} |`),
        ].join("\n"),
      );
    describe();
    const outcomes = await Promise.allSettled(
      experiments.map(async (child) => {
        const outcome = await runVariant(child, comparisonId).catch((error: unknown) => {
          states.set(child.variant, isCancellation(error) ? "cancelled" : "failed");
          describe();
          throw error;
        });
        states.set(child.variant, outcome.status);
        describe();
      }),
    );
    const failed = outcomes.find((outcome) => outcome.status === "rejected");
    if (failed !== undefined && !isCancellation(failed.reason)) throw failed.reason;
    const status = failed === undefined ? "completed" : "cancelled";
    const { winner } = await CancellationScope.nonCancellable(() =>
      activities.compareExperiments({ comparisonId, status }),
    );
    upsertSearchAttributes({ AssayStatus: [status] });
    if (failed !== undefined) throw failed.reason;
    return { comparisonId, experimentIds: experiments.map((child) => child.experimentId), winner };
  } catch (error) {
    if (!isCancellation(error)) await recordFailure(comparisonId, error);
    throw error;
  }
}

function runVariant(child: ComparedChild, comparisonId: string): ReturnType<typeof experiment> {
  return executeChild(experiment, {
    workflowId: child.workflowId,
    args: [{ experimentId: child.experimentId }],
    parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
    cancellationType: ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED,
    memo: { experiment: child.name, variant: child.variant, experimentId: child.experimentId },
    staticSummary: child.name,
    searchAttributes: {
      AssayDataset: [child.datasetName],
      AssayPipeline: [child.pipeline],
      AssayVariant: [child.variant],
      AssayExperiment: [child.definition],
      AssayComparison: [comparisonId],
      AssayStatus: ["running"],
    },
  });
}

async function recordFailure(comparisonId: string, error: unknown): Promise<void> {
  let cause: unknown = error;
  while (
    cause instanceof Error &&
    cause.cause instanceof Error &&
    !(cause instanceof ActivityFailure && cause.cause === undefined)
  )
    cause = cause.cause;
  const message = cause instanceof Error ? cause.message : String(cause);
  await CancellationScope.nonCancellable(() => activities.failComparison({ comparisonId, message }));
  upsertSearchAttributes({ AssayStatus: ["failed"] });
}
