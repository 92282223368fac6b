import type { RegressionRun } from "../regression/regression-run.js";

/** A schedule as it is: in Temporal, in the configuration, and what its last run came to. */
export interface ScheduleState {
  readonly name: string;
  readonly definition: string | null;
  /** `not_synced`: only the configuration has it. `gone`: the configuration no longer has it, and it still runs. */
  readonly status: "active" | "paused" | "not_synced" | "gone";
  /** Said when it was paused or resumed. */
  readonly note: string | null;
  /** Cron, interval or calendar, in words. */
  readonly times: string;
  readonly timezone: string | null;
  readonly overlap: string | null;
  readonly catchupMs: number | null;
  /** ISO 8601 in UTC, the soonest first. */
  readonly nextRuns: readonly string[];
  /** Newest first. */
  readonly lastRuns: readonly Pick<
    RegressionRun,
    "id" | "workflowId" | "scheduledAt" | "createdAt" | "state" | "experiment" | "error"
  >[];
  /** How often it was due since it was made: started, left out since the one before still ran, and too long ago. */
  readonly counts: { readonly started: number; readonly skipped: number; readonly missed: number } | null;
}
