import { ApplicationFailure, setCurrentDetails, setHandler } from "@temporalio/workflow";
import type { ExperimentSetup } from "../activities/activity-interface.js";
import {
  type Progress,
  pauseUpdate,
  progressQuery,
  resumeUpdate,
  type StopReason,
  setConcurrencyUpdate,
} from "./contract.js";

/** The changeable side of an experiment while its runs go on. */
export interface RunControl {
  concurrency: number;
  /** Runs in flight; wider than the limit on calls, which hides the orchestration's own time. */
  window: number;
  paused: boolean;
  /** Milliseconds since 1970; null while it is not paused. */
  pausedAtMs: number | null;
  stopReason: StopReason | null;
  completed: number;
  failed: number;
  inFlight: number;
  /** Called after each run that ended. */
  onEnd(): void;
  /** Called when the last run has been started. */
  onAllStarted?(): void;
}

/**
 * Runs in flight for this many calls in flight: twice as many hide 0.1–0.2 s of orchestration per run, and leave judgements
 * to be made while the last runs end (ARCHITECTURE.md). Calls of another worker take no slot here, so that only the runs
 * bound them.
 */
export function windowFor(concurrency: number, plan: Pick<ExperimentSetup, "remote"> | null): number {
  return plan?.remote === undefined ? Math.ceil(concurrency * 2) : concurrency;
}

/** A control before anything is known. */
export function createControl(onEnd: () => void): RunControl {
  return {
    concurrency: 0,
    window: 0,
    paused: false,
    pausedAtMs: null,
    stopReason: null,
    completed: 0,
    failed: 0,
    inFlight: 0,
    onEnd,
  };
}

/** Takes over a plan's concurrency, unless it was set meanwhile, and stops above the plan's failure rate. */
export function applyPlan(control: RunControl, plan: ExperimentSetup): void {
  control.concurrency = control.concurrency || plan.concurrency;
  control.window = windowFor(control.concurrency, plan);
  const mayFail = plan.maxFailureRate * plan.total;
  const { onEnd } = control;
  control.onEnd = () => {
    if (control.failed > mayFail) control.stopReason ??= "failures";
    onEnd();
  };
}

/** Answers the query and the updates of an experiment. Registered before the first await. */
export function handleMessages(control: RunControl, plan: () => ExperimentSetup | null): void {
  setHandler(progressQuery, (): Progress => {
    const { completed, failed, inFlight, paused, pausedAtMs, concurrency } = control;
    return { total: plan()?.total ?? 0, completed, failed, inFlight, paused, pausedAtMs, concurrency };
  });
  setHandler(pauseUpdate, () => {
    if (!control.paused) control.pausedAtMs = Date.now();
    control.paused = true;
    showDetails(plan(), control);
  });
  setHandler(resumeUpdate, () => {
    control.paused = false;
    control.pausedAtMs = null;
    showDetails(plan(), control);
  });
  setHandler(
    setConcurrencyUpdate,
    (concurrency) => {
      control.concurrency = concurrency;
      control.window = windowFor(concurrency, plan());
      showDetails(plan(), control);
    },
    {
      validator: (concurrency) => {
        if (Number.isInteger(concurrency) && concurrency >= 1 && concurrency <= 2000) return;
        throw ApplicationFailure.nonRetryable(
          `concurrency must be a whole number from 1 to 2000, received ${concurrency}`,
          "ConcurrencyInvalidError",
        );
      },
    },
  );
}

/** The live table of the Temporal UI; costs no history event. */
export function showDetails(plan: ExperimentSetup | null, control: RunControl, status?: string): void {
  if (plan === null) {
    setCurrentDetails("preparing");
    return;
  }
  const state = status ?? (control.paused ? "paused" : "running");
  setCurrentDetails(
    [
      `**${plan.name}**: ${state}`,
      "",
      "| runs | completed | failed | in flight | concurrency |",
      "|---|---|---|---|---|",
      `| ${plan.total} | ${control.completed} | ${control.failed} | ${control.inFlight} | ${control.concurrency} |`,
    ].join("\n"),
  );
}
