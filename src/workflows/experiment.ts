import {
  ActivityFailure,
  ApplicationFailure,
  CancellationScope,
  getExternalWorkflowHandle,
  isCancellation,
  proxyActivities,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from "@temporalio/workflow";
import type { ExperimentActivities, ExperimentSetup } from "../activities/activity-interface.js";
import { decidedSignal, type ExperimentInput, type ExperimentOutcome, runsEndedSignal } from "./contract.js";
import { executePlan } from "./execute-plan.js";
import { runChildExperiment } from "./run-child-experiment.js";
import { applyPlan, createControl, handleMessages, type RunControl, showDetails } from "./run-control.js";

const activities = proxyActivities<ExperimentActivities>({
  // Planning a million runs and summarizing them take minutes; both heartbeat and can be repeated.
  startToCloseTimeout: "1h",
  heartbeatTimeout: "60s",
  retry: { initialInterval: "1s", maximumInterval: "60s", maximumAttempts: 20 },
});

const STATUS = { failures: "aborted", budget: "stopped_by_budget", decided: "stopped_early" } as const;

/** One experiment: prepare, fan out over its runs, fan in. */
export async function experiment({ experimentId, anchors }: ExperimentInput): Promise<ExperimentOutcome> {
  let plan: ExperimentSetup | null = null;
  const control = createControl(() => showDetails(plan, control));
  handleMessages(control, () => plan);
  setHandler(decidedSignal, () => {
    control.stopReason ??= "decided";
  });
  try {
    plan = await activities.prepareExperiment({ experimentId });
    applyPlan(control, plan);
    const reports = reportToComparison(control, plan.reportEvery);
    showDetails(plan, control);
    const judged = anchors === undefined ? undefined : runChildExperiment(anchors, null);
    // Awaited below; until then a failure of it must not end this workflow.
    judged?.catch(() => undefined);
    await executePlan(plan, control);
    await reports.settle();
    await judged;
  } catch (error) {
    return await endEarly(experimentId, error, plan, control);
  }
  const status = control.stopReason === null ? "completed" : STATUS[control.stopReason];
  return await finish(experimentId, status, plan, control);
}

/** Tells the comparison each time this many more runs have ended. */
function reportToComparison(
  control: RunControl,
  every: number | undefined,
): { readonly settle: () => Promise<void> } {
  const { parent } = workflowInfo();
  const pending = new Set<Promise<void>>();
  if (every !== undefined && parent !== undefined) {
    const comparison = getExternalWorkflowHandle(parent.workflowId);
    const { onEnd } = control;
    let reported = 0;
    control.onEnd = () => {
      onEnd();
      const ended = Math.floor((control.completed + control.failed) / every);
      if (ended <= reported) return;
      reported = ended;
      const signal = comparison.signal(runsEndedSignal).finally(() => pending.delete(signal));
      pending.add(signal);
    };
  }
  return {
    settle: async () => {
      await Promise.all(pending);
    },
  };
}

async function finish(
  experimentId: string,
  status: ExperimentOutcome["status"],
  plan: ExperimentSetup | null,
  control: RunControl,
): Promise<ExperimentOutcome> {
  const counts = await activities.summarizeExperiment({ experimentId, status });
  upsertSearchAttributes({ AssayStatus: [status] });
  showDetails(plan, control, status);
  return { experimentId, status, ...counts };
}

/** Cancelling keeps and summarizes what is done; everything else is an orchestration that failed. */
async function endEarly(
  experimentId: string,
  error: unknown,
  plan: ExperimentSetup | null,
  control: RunControl,
): Promise<ExperimentOutcome> {
  return await CancellationScope.nonCancellable(async () => {
    if (isCancellation(error)) {
      await finish(experimentId, "cancelled", plan, control);
      throw error;
    }
    const cause = error instanceof ActivityFailure ? error.cause : error;
    const message = cause instanceof Error ? cause.message : String(cause);
    await activities.failExperiment({ experimentId, message });
    upsertSearchAttributes({ AssayStatus: ["failed"] });
    if (error instanceof Error && error.name === "ActivityFailure") {
      throw ApplicationFailure.nonRetryable(
        message,
        cause instanceof ApplicationFailure ? (cause.type ?? "ExperimentFailed") : "ExperimentFailed",
      );
    }
    throw error;
  });
}
