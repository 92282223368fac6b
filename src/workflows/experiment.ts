import {
  ActivityFailure,
  ApplicationFailure,
  CancellationScope,
  isCancellation,
  proxyActivities,
  upsertSearchAttributes,
} from "@temporalio/workflow";
import type { ExperimentActivities, ExperimentPlan } from "../activities/activity-interface.js";
import type { ExperimentInput, ExperimentOutcome } from "./contract.js";
import { executePlan } from "./execute-plan.js";
import { applyPlan, createControl, describe, handleMessages, type RunControl } from "./run-control.js";

const activities = proxyActivities<ExperimentActivities>({
  // Planning a million runs and summarizing them take minutes; both heartbeat and can be repeated.
  startToCloseTimeout: "1h",
  heartbeatTimeout: "60s",
  retry: { initialInterval: "1s", maximumInterval: "60s", maximumAttempts: 20 },
});

const STATUS = { failures: "aborted", budget: "stopped_by_budget" } as const;

/** One experiment: prepare, fan out over its runs, fan in. */
export async function experiment({ experimentId }: ExperimentInput): Promise<ExperimentOutcome> {
  let plan: ExperimentPlan | null = null;
  const control = createControl(() => describe(plan, control));
  handleMessages(control, () => plan);
  try {
    plan = await activities.prepareExperiment({ experimentId });
    applyPlan(control, plan);
    describe(plan, control);
    await executePlan(plan, control);
  } catch (error) {
    return await endEarly(experimentId, error, plan, control);
  }
  const status = control.stopReason === null ? "completed" : STATUS[control.stopReason];
  return await finish(experimentId, status, plan, control);
}

async function finish(
  experimentId: string,
  status: ExperimentOutcome["status"],
  plan: ExperimentPlan | null,
  control: RunControl,
): Promise<ExperimentOutcome> {
  const counts = await activities.summarizeExperiment({ experimentId, status });
  upsertSearchAttributes({ AssayStatus: [status] });
  describe(plan, control, status);
  return { experimentId, status, ...counts };
}

/** Cancelling keeps and summarizes what is done; everything else is an orchestration that failed. */
async function endEarly(
  experimentId: string,
  error: unknown,
  plan: ExperimentPlan | null,
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
