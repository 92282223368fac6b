import {
  CancellationScope,
  ChildWorkflowCancellationType,
  condition,
  getExternalWorkflowHandle,
  ParentClosePolicy,
  setHandler,
  startChild,
  workflowInfo,
} from "@temporalio/workflow";
import type { ExperimentPlan } from "../activities/activity-interface.js";
import { PAGE_LENGTH, type RangeSettings, rangeProgressSignal, rangeSettingsSignal } from "./contract.js";
import { experimentRange } from "./experiment-range.js";
import { type RunControl, windowFor } from "./process-runs.js";

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
  const progress = new Map<number, { completed: number; failed: number }>();
  const active = new Set<number>();
  const failures: unknown[] = [];
  const childId = (from: number): string => `${workflowInfo().workflowId}/${from}`;
  const settings = (): RangeSettings => ({
    concurrency: control.concurrency,
    window: Math.ceil(windowFor(control.concurrency) / Math.max(1, Math.min(active.size, ACTIVE_RANGES))),
    paused: control.paused,
  });
  const count = (): void => {
    control.completed = sum(progress, "completed");
    control.failed = sum(progress, "failed");
    control.onEnd();
  };
  setHandler(rangeProgressSignal, ({ from, completed, failed }) => {
    progress.set(from, { completed, failed });
    count();
  });
  const runRange = async (from: number): Promise<void> => {
    const to = Math.min(from + length, plan.runCount);
    const child = await startChild(experimentRange, {
      workflowId: childId(from),
      args: [{ plan, rangeFrom: from, from, to, settings: settings(), completed: 0, failed: 0 }],
      parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
      cancellationType: ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED,
      retry: { maximumAttempts: 3 },
      staticSummary: `runs ${from} to ${to - 1} of ${plan.name}`,
    });
    progress.set(from, await child.result());
    count();
  };
  const scope = new CancellationScope();
  const pending = new Set<Promise<void>>();
  const announce = (): Promise<unknown> =>
    Promise.all(
      [...active].map((from) =>
        getExternalWorkflowHandle(childId(from))
          .signal(rangeSettingsSignal, settings())
          // The child may have ended in the meantime; it needs no settings any more.
          .catch((error: unknown) =>
            error instanceof Error && error.name === "CancelledFailure" ? Promise.reject(error) : undefined,
          ),
      ),
    );
  let announced = "";
  const watcher = new CancellationScope();
  const watching = watcher.run(async () => {
    for (;;) {
      await condition(
        () =>
          JSON.stringify([control.concurrency, control.paused, active.size]) !== announced || control.stopped,
      );
      if (control.stopped) return scope.cancel();
      announced = JSON.stringify([control.concurrency, control.paused, active.size]);
      await announce();
    }
  });
  watching.catch(() => undefined);
  await scope
    .run(async () => {
      for (let from = 0; from < plan.runCount; from += length) {
        await condition(() => control.stopped || (!control.paused && active.size < ACTIVE_RANGES));
        if (control.stopped) break;
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
    })
    .catch((error: unknown) => failures.push(error));
  // Ranges at work end before anything is summarized, also when the experiment was cancelled.
  await CancellationScope.nonCancellable(async () => {
    await Promise.all(pending);
  });
  watcher.cancel();
  if (failures.length > 0 && !control.stopped) throw failures[0];
}

function sum(
  progress: ReadonlyMap<number, { readonly completed: number; readonly failed: number }>,
  key: "completed" | "failed",
): number {
  let total = 0;
  for (const counts of progress.values()) total += counts[key];
  return total;
}
