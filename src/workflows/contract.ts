import { defineQuery, defineSignal, defineUpdate } from "@temporalio/workflow";
import type { EvaluationRequest, ExperimentEnd, ExperimentSetup } from "../activities/activity-interface.js";
import type { RegressionRequest } from "../activities/regression-interface.js";
import type { ChildExperiment } from "../domain/experiment/child-experiment.js";

/** What workflows, client and activities agree on: names, inputs and results. Ids and counts only. */

/** Runs of one page, and of an experiment that needs no child workflows. */
export const PAGE_LENGTH = 250;

/** Why no new run starts any more: too many runs failed, the budget is used up, or the comparison is decided. */
export type StopReason = "failures" | "budget" | "decided";

export interface ExperimentInput {
  readonly experimentId: string;
  /** Judged beside it; in a comparison, the comparison sees to that. */
  readonly anchors?: ChildExperiment;
}

export interface ExperimentOutcome {
  readonly experimentId: string;
  readonly status: ExperimentEnd;
  readonly completed: number;
  readonly failed: number;
}

export type EvaluationInput = EvaluationRequest;

export interface EvaluationOutcome {
  readonly experimentId: string;
  readonly evaluated: number;
  readonly stoppedByBudget: boolean;
}

export interface ComparisonInput {
  readonly comparisonId: string;
}

export interface ComparisonOutcome {
  readonly comparisonId: string;
  readonly experimentIds: readonly string[];
  readonly winner: string | null;
}

export type RegressionInput = RegressionRequest;

export interface RegressionOutcome {
  /** The regression run's id. */
  readonly id: string;
  readonly state: string;
  readonly notifications: number;
}

export interface NotificationInput {
  readonly notificationIds: readonly string[];
}

export interface NotificationOutcome {
  readonly sent: number;
  readonly failed: number;
}

export interface Progress {
  readonly total: number;
  readonly completed: number;
  readonly failed: number;
  readonly inFlight: number;
  readonly paused: boolean;
  /** Milliseconds since 1970; null while it is not paused, left out by workers of before. */
  readonly pausedAtMs?: number | null;
  readonly concurrency: number;
}

/** The settings that a parent sends to its ranges. */
export interface RangeSettings {
  readonly concurrency: number;
  readonly window: number;
  readonly paused: boolean;
  readonly stopReason: StopReason | null;
}

export interface RangeInput {
  readonly plan: ExperimentSetup;
  /** First run of the whole range; `from` is the first of this page. */
  readonly rangeFrom: number;
  readonly from: number;
  readonly to: number;
  readonly settings: RangeSettings;
  /** Ended in earlier pages of this range. */
  readonly completed: number;
  readonly failed: number;
}

export interface RangeProgress {
  readonly from: number;
  readonly completed: number;
  readonly failed: number;
  /** No run is left to start: a wider window would be of no use. */
  readonly allStarted: boolean;
  readonly stopReason: StopReason | null;
}

export const progressQuery = defineQuery<Progress>("progress");
export const pauseUpdate = defineUpdate<void>("pause");
export const resumeUpdate = defineUpdate<void>("resume");
export const setConcurrencyUpdate = defineUpdate<void, [number]>("setConcurrency");
export const rangeSettingsSignal = defineSignal<[RangeSettings]>("rangeSettings");
/** A variant tells its comparison that more runs have ended. */
export const runsEndedSignal = defineSignal("runsEnded");
/** A comparison tells its variants that more runs would change nothing. */
export const decidedSignal = defineSignal("decided");
export const rangeProgressSignal = defineSignal<[RangeProgress]>("rangeProgress");
