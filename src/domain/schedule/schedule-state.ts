import type { Notification } from "../notification/notification.js";
import type { RegressionRun } from "../regression/regression-run.js";

/** A run that a schedule has started, with what became of its messages. */
export interface ScheduledRun
  extends Pick<
    RegressionRun,
    "id" | "workflowId" | "scheduledAt" | "createdAt" | "state" | "experiment" | "error"
  > {
  /** The gate's reason; null before the gate has decided, and if it could not. */
  readonly reason: string | null;
  readonly messages: readonly Pick<Notification, "channel" | "status" | "error">[];
}

/** The state of a schedule in Temporal and in the configuration, and the result of its last run. */
export interface ScheduleState {
  readonly name: string;
  readonly definition: string | null;
  /** `not_synced`: only the configuration has it. `gone`: the configuration no longer has it, and it still runs. */
  readonly status: "active" | "paused" | "not_synced" | "gone";
  /** The note that was given when it was paused or resumed. */
  readonly note: string | null;
  /** Cron, interval or calendar, in words. */
  readonly times: string;
  readonly timezone: string | null;
  readonly overlap: string | null;
  readonly catchupMs: number | null;
  /** Longest random delay of a run; null if there is none, or if Temporal does not have the schedule yet. */
  readonly jitterMs: number | null;
  /** ISO 8601 in UTC, the soonest first. */
  readonly nextRuns: readonly string[];
  /** Newest first. */
  readonly lastRuns: readonly ScheduledRun[];
  /**
   * How often it was due since it was created: runs that were started, skipped because the previous one was still
   * running, and missed because they were due too long ago.
   */
  readonly counts: { readonly started: number; readonly skipped: number; readonly missed: number } | null;
}
