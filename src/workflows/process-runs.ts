import { CancellationScope, condition } from "@temporalio/workflow";
import type { ExperimentSetup, RunReference } from "../activities/activity-interface.js";
import { executeRun } from "./execute-run.js";
import type { RunControl } from "./run-control.js";

/** The server allows 2,000 pending activities in a workflow; one more fails its workflow task, again and again. */
const PENDING_ACTIVITIES = 1_800;

/** Executes the runs, at most `control.window` at a time. Ends early, without error, when there is a reason to stop. */
export async function processRuns(
  plan: ExperimentSetup,
  runs: readonly RunReference[],
  control: RunControl,
): Promise<void> {
  const gate = {
    get concurrency() {
      return control.concurrency;
    },
    open: async () => {
      if (control.paused) await condition(() => !control.paused);
    },
  };
  const isStopped = (): boolean => control.stopReason !== null;
  // A run has as many activities pending as evaluators that wait, or one.
  const widest = Math.max(1, Math.floor(PENDING_ACTIVITIES / Math.max(1, plan.waiting.length)));
  const isFull = (): boolean => control.inFlight >= Math.min(control.window, widest);
  const pending = new Set<Promise<void>>();
  let broken: { readonly error: unknown } | null = null;
  try {
    for (const run of runs) {
      await condition(() => broken !== null || isStopped() || !(control.paused || isFull()));
      if (broken !== null || isStopped()) break;
      control.inFlight += 1;
      const work = executeRun(plan, run, gate)
        .then(({ status, budgetExhausted }) => {
          if (budgetExhausted) control.stopReason ??= "budget";
          if (status === "stopped") return;
          control[status] += 1;
          control.onEnd();
        })
        .catch((error: unknown) => {
          broken ??= { error };
        })
        .finally(() => {
          control.inFlight -= 1;
          pending.delete(work);
        });
      pending.add(work);
    }
    control.onAllStarted?.();
  } catch (error) {
    // Cancelled while waiting for a place.
    broken ??= { error };
  }
  // Runs in flight end before anything is summarized, also when one of them broke.
  await CancellationScope.nonCancellable(async () => {
    await Promise.all(pending);
  });
  if (broken !== null) throw (broken as { readonly error: unknown }).error;
}
