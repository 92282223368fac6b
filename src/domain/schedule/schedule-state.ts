import type { Notification } from "../notification/notification.js";
import type { RegressionRun } from "../regression/regression-run.js";

/** A run that a schedule has started, with what became of its messages. */
export interface ScheduledRun
  extends Pick<
    RegressionRun,
    "id" | "workflowId" | "scheduledAt" | "createdAt" | "state" | "experiment" | "error"
  > {
  /** Why the gate says so; null before it does, and where it could not. */
  readonly reason: string | null;
  readonly messages: readonly Pick<Notification, "channel" | "status" | "error">[];
}

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
  /** Each run starts up to so much later; null without, or where Temporal does not have the schedule yet. */
  readonly jitterMs: number | null;
  /** ISO 8601 in UTC, the soonest first. */
  readonly nextRuns: readonly string[];
  /** Newest first. */
  readonly lastRuns: readonly ScheduledRun[];
  /** How often it was due since it was made: started, left out since the one before still ran, and too long ago. */
  readonly counts: { readonly started: number; readonly skipped: number; readonly missed: number } | null;
}
