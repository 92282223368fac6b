import {
  continueAsNew,
  getExternalWorkflowHandle,
  proxyActivities,
  setHandler,
  workflowInfo,
} from "@temporalio/workflow";
import type { ExperimentActivities } from "../activities/activity-interface.js";
import { PAGE_LENGTH, type RangeInput, rangeProgressSignal, rangeSettingsSignal } from "./contract.js";
import { processRuns, type RunControl } from "./process-runs.js";

const { listRuns } = proxyActivities<ExperimentActivities>({
  // One page from the store: milliseconds when it is well, worth many tries when it is not.
  startToCloseTimeout: "30s",
  retry: { initialInterval: "200ms", maximumInterval: "30s", maximumAttempts: 50 },
});

/** Runs ended between two signals to the parent; keeps a million runs under the parent's 10,000 signals. */
const RUNS_PER_SIGNAL = 50;

/** Executes the runs of one range, page by page; each page is a history of its own (about 2,500 events). */
export async function experimentRange(
  input: RangeInput,
): Promise<{ readonly completed: number; readonly failed: number }> {
  const parent = workflowInfo().parent;
  const report = async (): Promise<void> => {
    if (parent === undefined) return;
    const progress = { from: input.rangeFrom, completed: control.completed, failed: control.failed };
    await getExternalWorkflowHandle(parent.workflowId).signal(rangeProgressSignal, progress);
  };
  const pending = new Set<Promise<void>>();
  const control: RunControl = {
    ...input.settings,
    stopped: false,
    completed: input.completed,
    failed: input.failed,
    inFlight: 0,
    onEnd: () => {
      if ((control.completed + control.failed) % RUNS_PER_SIGNAL !== 0) return;
      const signal = report().finally(() => pending.delete(signal));
      pending.add(signal);
    },
  };
  setHandler(rangeSettingsSignal, (settings) => {
    Object.assign(control, settings);
  });
  const limit = Math.min(PAGE_LENGTH, input.to - input.from);
  const runs = await listRuns({ experimentId: input.plan.experimentId, from: input.from, limit });
  await processRuns(input.plan, runs, control);
  await Promise.all(pending);
  const next = input.from + limit;
  if (next < input.to) {
    const { concurrency, window, paused, completed, failed } = control;
    await continueAsNew<typeof experimentRange>({
      ...input,
      from: next,
      settings: { concurrency, window, paused },
      completed,
      failed,
    });
  }
  return { completed: control.completed, failed: control.failed };
}
