import { CancellationScope, condition } from "@temporalio/workflow";
import type { ExperimentPlan, RunReference } from "../activities/activity-interface.js";
import { executeRun } from "./execute-run.js";

/** The changeable side of an experiment while its runs go on. */
export interface RunControl {
  concurrency: number;
  /** Runs in flight; wider than the limit on calls, which hides the orchestration's own time. */
  window: number;
  paused: boolean;
  /** No new run starts any more. */
  stopped: boolean;
  completed: number;
  failed: number;
  inFlight: number;
  /** Called after each run that ended. */
  onEnd(): void;
}

/** Runs in flight for so many calls in flight: 1.6 hides 0.1–0.2 s of orchestration per run (ARCHITECTURE.md). */
export function windowFor(concurrency: number): number {
  return Math.ceil(concurrency * 1.6);
}

/** The server allows 2,000 pending activities in a workflow; one more fails its workflow task, again and again. */
const PENDING_ACTIVITIES = 1_800;

/** Executes the runs, at most `control.window` at a time. Ends early, without error, when `control.stopped`. */
export async function processRuns(
  plan: ExperimentPlan,
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
  // A run has as many activities pending as evaluators that wait, or one.
  const widest = Math.max(1, Math.floor(PENDING_ACTIVITIES / Math.max(1, plan.waiting.length)));
  const isFull = (): boolean => control.inFlight >= Math.min(control.window, widest);
  const pending = new Set<Promise<void>>();
  let broken: { readonly error: unknown } | null = null;
  try {
    for (const run of runs) {
      await condition(() => broken !== null || control.stopped || !(control.paused || isFull()));
      if (broken !== null || control.stopped) break;
      control.inFlight += 1;
      const work = executeRun(plan, run, gate)
        .then((outcome) => {
          control[outcome] += 1;
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
