import { proxyActivities } from "@temporalio/workflow";
import type { ExperimentActivities, ExperimentSetup } from "../activities/activity-interface.js";
import { PAGE_LENGTH } from "./contract.js";
import { fanOut } from "./fan-out.js";
import { processRuns } from "./process-runs.js";
import type { RunControl } from "./run-control.js";

const { listRuns } = proxyActivities<ExperimentActivities>({
  // One page from the store: milliseconds when it is well, worth many tries when it is not.
  startToCloseTimeout: "30s",
  retry: { initialInterval: "200ms", maximumInterval: "30s", maximumAttempts: 50 },
});

/** Executes all runs of a plan: in this history as long as they fit one page, else in child workflows. */
export async function executePlan(plan: ExperimentSetup, control: RunControl): Promise<void> {
  if (plan.runCount > PAGE_LENGTH) return await fanOut(plan, control);
  await processRuns(plan, await listPage(plan, 0, PAGE_LENGTH), control);
}

/** The runs of one page that there is something to do for. */
export function listPage(plan: ExperimentSetup, from: number, limit: number) {
  const { experimentId, round } = plan;
  return listRuns({ experimentId, from, limit, ...(round === undefined ? {} : { withOutput: true }) });
}
