import { CancellationScope, proxyActivities } from "@temporalio/workflow";
import type { ExperimentActivities, ExperimentSetup } from "../activities/activity-interface.js";
import type { EvaluationInput, EvaluationOutcome } from "./contract.js";
import { executePlan } from "./execute-plan.js";
import { applyPlan, createControl, handleMessages, showDetails } from "./run-control.js";

const activities = proxyActivities<ExperimentActivities>({
  startToCloseTimeout: "1h",
  heartbeatTimeout: "60s",
  retry: { initialInterval: "1s", maximumInterval: "60s", maximumAttempts: 20 },
});

/** Applies evaluators to the runs an experiment already has; never calls the pipeline. */
export async function evaluation(input: EvaluationInput): Promise<EvaluationOutcome> {
  const { experimentId } = input;
  let plan: ExperimentSetup | null = null;
  const control = createControl(() => showDetails(plan, control));
  handleMessages(control, () => plan);
  plan = await activities.prepareEvaluation(input);
  applyPlan(control, plan);
  showDetails(plan, control);
  try {
    await executePlan(plan, control);
  } finally {
    // Also when it was cancelled: what is evaluated counts.
    await CancellationScope.nonCancellable(() => activities.summarizeEvaluation({ experimentId }));
  }
  showDetails(plan, control, "evaluated");
  return { experimentId, evaluated: control.completed, stoppedByBudget: control.stopReason === "budget" };
}
