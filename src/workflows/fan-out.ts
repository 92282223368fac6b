import {
  CancellationScope,
  ChildWorkflowCancellationType,
  condition,
  getExternalWorkflowHandle,
  isCancellation,
  ParentClosePolicy,
  setHandler,
  startChild,
  workflowInfo,
} from "@temporalio/workflow";
import type { ExperimentPlan } from "../activities/activity-interface.js";
import {
  PAGE_LENGTH,
  type RangeInput,
  type RangeProgress,
  type RangeSettings,
  rangeProgressSignal,
  rangeSettingsSignal,
} from "./contract.js";
import { type RunControl, windowFor } from "./run-control.js";

/** Ranges at work at once: enough to keep a worker busy, few enough that the parent stays small. */
const ACTIVE_RANGES = 4;
/** At most so many ranges, so that a million runs make 100 children of 10,000. */
const MAXIMUM_RANGES = 100;

/** Length of a range: whole pages, one page as long as that makes no more than `MAXIMUM_RANGES`. */
export function rangeLength(runCount: number): number {
  return Math.max(1, Math.ceil(runCount / MAXIMUM_RANGES / PAGE_LENGTH)) * PAGE_LENGTH;
}

/** Divides the runs into ranges, each a child workflow, a bounded number at a time; a failed child frees its slot. */
export async function fanOut(plan: ExperimentPlan, control: RunControl): Promise<void> {
  const length = rangeLength(plan.runCount);
  const progress = new Map<number, RangeProgress>();
  const active = new Set<number>();
  const failures: unknown[] = [];
  const settings = (): RangeSettings => ({
    concurrency: control.concurrency,
    window: Math.ceil(
      windowFor(control.concurrency, plan) / Math.max(1, Math.min(active.size, ACTIVE_RANGES)),
    ),
    paused: control.paused,
    stopReason: control.stopReason,
  });
  const count = (reported: RangeProgress): void => {
    progress.set(reported.from, reported);
    control.completed = sum(progress, "completed");
    control.failed = sum(progress, "failed");
    control.stopReason ??= reported.stopReason;
    control.onEnd();
  };
  setHandler(rangeProgressSignal, count);
  const announce = async (from: number): Promise<void> => {
    try {
      await getExternalWorkflowHandle(rangeId(from)).signal(rangeSettingsSignal, settings());
    } catch (error) {
      // Not started yet, or ended in the meantime: it gets them at its start, or needs none any more.
      if (isCancellation(error)) throw error;
    }
  };
  const runRange = async (from: number): Promise<void> => {
    const given = settings();
    const child = await startRange(plan, {
      from,
      to: Math.min(from + length, plan.runCount),
      settings: given,
    });
    if (key(given) !== key(settings())) await announce(from);
    count(await child.result());
  };
  const watcher = new CancellationScope();
  const watching = watcher.run(async () => {
    let announced = "";
    for (;;) {
      await condition(() => key(settings()) !== announced);
      announced = key(settings());
      await Promise.all([...active].map(announce));
    }
  });
  watching.catch(() => undefined);
  const pending = new Set<Promise<void>>();
  try {
    for (let from = 0; from < plan.runCount; from += length) {
      await condition(() => control.stopReason !== null || (!control.paused && active.size < ACTIVE_RANGES));
      if (control.stopReason !== null) break;
      active.add(from);
      const work = runRange(from)
        .catch((error: unknown) => {
          failures.push(error);
        })
        .finally(() => {
          active.delete(from);
          pending.delete(work);
        });
      pending.add(work);
    }
  } catch (error) {
    // Cancelled while waiting for a place.
    failures.push(error);
  }
  // Ranges at work end before anything is summarized, also when the experiment was cancelled.
  await CancellationScope.nonCancellable(async () => {
    await Promise.all(pending);
  });
  watcher.cancel();
  if (failures.length > 0) throw failures[0];
}

function rangeId(from: number): string {
  return `${workflowInfo().workflowId}/${from}`;
}

function startRange(
  plan: ExperimentPlan,
  range: { readonly from: number; readonly to: number; readonly settings: RangeSettings },
) {
  const { from, to, settings } = range;
  return startChild<(input: RangeInput) => Promise<RangeProgress>>("experimentRange", {
    workflowId: rangeId(from),
    args: [{ plan, rangeFrom: from, from, to, settings, completed: 0, failed: 0 }],
    parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
    cancellationType: ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED,
    retry: { maximumAttempts: 3 },
    staticSummary: `runs ${from} to ${to - 1} of ${plan.name}`,
  });
}

function key(settings: RangeSettings): string {
  return JSON.stringify(settings);
}

function sum(progress: ReadonlyMap<number, RangeProgress>, of: "completed" | "failed"): number {
  let total = 0;
  for (const counts of progress.values()) total += counts[of];
  return total;
}
