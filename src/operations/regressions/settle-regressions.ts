import { findPreviousRun } from "../../analysis/regression/find-previous-run.js";
import type { RegressionRun } from "../../domain/regression/regression-run.js";
import { ABSENT, describeOwnWorkflow } from "../describe-own-workflow.js";
import type { SettleContext } from "../settle-ended.js";
import { settleNotifications } from "./settle-notifications.js";

/** More at once are settled by the next look. */
const MOST = 1_000;

/**
 * Ends in the store the regression runs that were ended from outside, in Temporal: terminated, timed out, or gone with the
 * server's data. They become `terminated`; nobody is told, since nothing is known of the definition. Messages that nobody
 * sends any more are given up. Returns the workflow ids of what it ended.
 */
export async function settleRegressions(context: SettleContext): Promise<readonly string[]> {
  const running = await context.store.listRegressionRuns({ isRunning: true, limit: MOST });
  const settled: string[] = [];
  for (const run of running) {
    // The workflow itself writes the row, so one that is not there will not come.
    const found = await describeOwnWorkflow(context, run.workflowId);
    if (found.state === "open") continue;
    const how = found.state === "absent" ? ABSENT : `its workflow ${found.how}`;
    if (await end(context, run, how)) settled.push(run.workflowId);
  }
  return [...settled, ...(await settleNotifications(context))];
}

/** False when the workflow had written its end before it closed. */
async function end(
  { store, now = () => new Date() }: SettleContext,
  run: RegressionRun,
  how: string,
): Promise<boolean> {
  const previous = await findPreviousRun(store, run);
  const again = run.schedule === null ? "" : `. Start another with: assay schedule run ${run.schedule}`;
  const change = {
    state: "terminated" as const,
    previousState: previous?.state ?? null,
    modelSnapshots: [],
    drifts: [],
    error: `${how}${again}`,
    endedAt: now().toISOString(),
  };
  return await store.endRegressionRun(run.id, change, []);
}
