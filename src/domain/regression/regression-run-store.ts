import type { Notification } from "../notification/notification.js";
import type { RegressionRun } from "./regression-run.js";

/** Regression runs, and the messages that they end with. */
export interface RegressionRunStore {
  /** Writes it unless it is there; returns what is there. */
  beginRegressionRun(run: RegressionRun): Promise<RegressionRun>;
  getRegressionRun(id: string): Promise<RegressionRun | null>;
  /** Newest first. */
  listRegressionRuns(filter: {
    readonly definition?: string;
    readonly schedule?: string | null;
    readonly isRunning?: boolean;
    readonly limit: number;
  }): Promise<readonly RegressionRun[]>;
  /** Changes a run that has not ended; one that has stays as it is. */
  updateRegressionRun(
    id: string,
    change: Partial<Pick<RegressionRun, "experimentId" | "experiment" | "steps" | "verdict">>,
  ): Promise<void>;
  /** Ends a run and writes its messages, in one transaction; false, and nothing written, when it had ended before. */
  endRegressionRun(
    id: string,
    end: Pick<RegressionRun, "state" | "previousState" | "modelSnapshots" | "drifts" | "error" | "endedAt">,
    notifications: readonly Notification[],
  ): Promise<boolean>;
  /** Snapshots of models that answered calls of an experiment's pipeline and judges, sorted. */
  listModelSnapshots(experimentId: string): Promise<readonly string[]>;
  getNotification(id: string): Promise<Notification | null>;
  /** In the order in which they were written. */
  listNotifications(regressionRunId: string): Promise<readonly Notification[]>;
  /** Of all runs, or of those of a definition and schedule; newest first. */
  findNotifications(filter: {
    readonly of?: Pick<RegressionRun, "definition" | "schedule">;
    readonly status?: Notification["status"];
    readonly limit: number;
  }): Promise<readonly Notification[]>;
  /** Ends a message that is pending; false, and nothing written, when it is not. */
  endNotification(
    id: string,
    end: Pick<Notification, "status" | "error"> & { readonly endedAt: string },
  ): Promise<boolean>;
}
