import { continueAsNew, getExternalWorkflowHandle, setHandler, workflowInfo } from "@temporalio/workflow";
import {
  PAGE_LENGTH,
  type RangeInput,
  type RangeProgress,
  rangeProgressSignal,
  rangeSettingsSignal,
} from "./contract.js";
import { listPage } from "./execute-plan.js";
import { processRuns } from "./process-runs.js";
import type { RunControl } from "./run-control.js";

/** Runs ended between two signals to the parent, which may get 10,000: enough for half a million runs. */
const RUNS_PER_SIGNAL = 50;

/** Executes the runs of one range, page by page; each page is a history of its own (about 3,000 events). */
export async function experimentRange(input: RangeInput): Promise<RangeProgress> {
  const parent = workflowInfo().parent;
  const limit = Math.min(PAGE_LENGTH, input.to - input.from);
  const next = input.from + limit;
  let allStarted = false;
  const progress = (): RangeProgress => {
    const { completed, failed, stopReason } = control;
    return { from: input.rangeFrom, completed, failed, allStarted, stopReason };
  };
  const report = async (): Promise<void> => {
    if (parent === undefined) return;
    await getExternalWorkflowHandle(parent.workflowId).signal(rangeProgressSignal, progress());
  };
  const pending = new Set<Promise<void>>();
  const send = (): void => {
    const signal = report().finally(() => pending.delete(signal));
    pending.add(signal);
  };
  const control: RunControl = {
    ...input.settings,
    pausedAtMs: null,
    completed: input.completed,
    failed: input.failed,
    inFlight: 0,
    onEnd: () => {
      const ended = control.completed + control.failed;
      // The last one is told by the result.
      if (ended % RUNS_PER_SIGNAL === 0 && ended < input.to - input.rangeFrom) send();
    },
    onAllStarted: () => {
      if (next < input.to) return;
      allStarted = true;
      send();
    },
  };
  setHandler(rangeSettingsSignal, (settings) => {
    // A reason found here is not taken back by settings that were sent before the parent knew of it.
    const stopReason = control.stopReason ?? settings.stopReason;
    Object.assign(control, settings, { stopReason });
  });
  await processRuns(input.plan, await listPage(input.plan, input.from, limit), control);
  await Promise.all(pending);
  if (next < input.to && control.stopReason === null) {
    const { concurrency, window, paused, stopReason, completed, failed } = control;
    await continueAsNew<typeof experimentRange>({
      ...input,
      from: next,
      settings: { concurrency, window, paused, stopReason },
      completed,
      failed,
    });
  }
  return progress();
}
