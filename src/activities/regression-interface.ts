import type { ChildExperiment } from "../domain/experiment/child-experiment.js";
import type { JsonObject } from "../domain/json/json.js";
import type { EvaluationRequest } from "./activity-interface.js";

/** When to tell whom: a schedule's `notify`, with names of variables and never their values. */
export interface NotifyRequest {
  readonly on: "change" | "always" | "failure";
  /** Settings of channels, each with its `type`. */
  readonly channels: readonly JsonObject[];
}

/** The input of a regression run. A schedule gives the settings with which it was synchronised. */
export interface RegressionRequest {
  readonly definition: string;
  readonly schedule: string | null;
  readonly variant: string | null;
  readonly dataset: string | null;
  readonly budgetUsd: number | null;
  readonly notify: NotifyRequest | null;
}

/** Runs and judgements that are needed before a verdict is final. */
export type RegressionWork =
  | { readonly kind: "experiment"; readonly title: string; readonly child: ChildExperiment }
  | {
      readonly kind: "evaluation";
      readonly title: string;
      readonly workflowId: string;
      readonly request: EvaluationRequest;
    };

/** How a regression run ended. */
export interface RegressionEnd {
  readonly state: string;
  /** In a sentence that names metrics and figures, and no item. */
  readonly reason: string;
  /** Messages that are to be sent. */
  readonly notificationIds: readonly string[];
}

/** The activities of regression runs, as workflows see them. One object in, one object out; ids and counts only. */
export interface RegressionActivities {
  /** Writes the record and plans the candidate's experiment; the same ids each time. */
  beginRegression(
    input: RegressionRequest & {
      readonly id: string;
      readonly workflowId: string;
      readonly scheduledAt: string | null;
    },
  ): Promise<{ readonly child: ChildExperiment }>;
  /** Holds what has run against the baseline; `isFinal` false: `planRegressionStep` says what is to be done first. */
  gateRegression(input: { readonly id: string }): Promise<{
    readonly state: string;
    readonly isFinal: boolean;
  }>;
  planRegressionStep(input: { readonly id: string }): Promise<RegressionWork>;
  /** Ends the record, and writes the messages that are to be sent. */
  endRegression(input: {
    readonly id: string;
    readonly notify: NotifyRequest | null;
    /** Why there is no verdict; left out with one. */
    readonly failure?: { readonly state: "error" | "cancelled"; readonly message: string };
  }): Promise<RegressionEnd>;
  /** Sends a message unless it was sent; one that its receiver refuses is given up. */
  sendNotification(input: { readonly notificationId: string }): Promise<{ readonly status: string }>;
  /** Gives up a message that could not be delivered for too long. */
  failNotification(input: { readonly notificationId: string; readonly message: string }): Promise<void>;
}
