import type { DatasetItem } from "../dataset/dataset.js";
import type { JsonValue } from "../json/json.js";
import type { FinishReason } from "../model/models.js";
import type { TokenUsage } from "../model/token-usage.js";
import type { Score } from "../score/score.js";
import type { Trace } from "../trace/trace.js";
import type { RunCounts } from "./experiment-summary.js";
import type { Failure, PlannedRun, Run } from "./run.js";

/** A run with what its item says; for export and listings. */
export interface RunWithItem extends Run {
  readonly item: DatasetItem;
}

/** A page of an experiment's runs, in their order. */
export interface RunRange {
  readonly experimentId: string;
  readonly fromOrdinal: number;
  readonly limit: number;
}

/** What a finished pipeline call leaves behind. */
export interface RunOutput {
  readonly output: JsonValue;
  readonly latencyMs: number;
  readonly costUsd: number | null;
  readonly usage: TokenUsage | null;
  /** Of the pipeline's last model call; left out where it made none. */
  readonly finishReason?: FinishReason | null;
  /** Calls that have ended, this one included. */
  readonly attempts: number;
  readonly at: string;
}

/** Failures of one kind in an experiment, with the first of them. */
export interface FailureOverview extends Omit<Failure, "isPassing"> {
  /** The evaluator that failed, or left a score out; null when the run itself failed. */
  readonly evaluatorId: string | null;
  /** The score that is unscored, of an evaluator that did not fail; `type` is the reason then. Else null. */
  readonly scoreName: string | null;
  readonly runs: number;
  /** Of these, the runs that failed by something that may pass. */
  readonly passing: number;
  /** When the first and the last of these runs failed; null for what did not fail the run. */
  readonly between: readonly [from: string, to: string] | null;
  readonly itemId: string;
}

/** Values of a score about which its evaluator noted the same, with the first of them. */
export interface ScoreNote {
  readonly scoreName: string;
  /** The note's kind in snake_case. */
  readonly note: string;
  readonly comment: string;
  readonly runs: number;
  readonly itemId: string;
}

/** Runs: planned in bulk, then advanced step by step. Every write is idempotent. */
export interface RunStore {
  /** Inserts those that are not there yet. */
  planRuns(runs: readonly PlannedRun[]): Promise<void>;
  getRun(id: string): Promise<Run | null>;
  /** By ordinal, from `fromOrdinal` on. */
  listRuns(range: RunRange): Promise<readonly Run[]>;
  /** The same range with each run's item, as of the experiment's version. */
  listRunsWithItems(range: RunRange): Promise<readonly RunWithItem[]>;
  countRuns(experimentId: string): Promise<RunCounts>;
  countRunsWithOutput(experimentId: string): Promise<number>;
  /** Runs by the finish reason of their pipeline's last model call, those without a model call left out. */
  countFinishReasons(experimentId: string): Promise<Readonly<Record<string, number>>>;
  /** Failed runs by failure type. */
  countFailures(experimentId: string): Promise<Readonly<Record<string, number>>>;
  /** The failures of an experiment by kind, each with its first example. */
  listFailures(experimentId: string): Promise<readonly FailureOverview[]>;
  /** What evaluators noted about values they gave, by score and kind. */
  listScoreNotes(experimentId: string): Promise<readonly ScoreNote[]>;
  /** Writes the trace and moves the run from pending to running; later states stay. */
  startRun(runId: string, trace: Trace): Promise<void>;
  /** Sets the run's count of pipeline calls that have ended. */
  setAttempts(runId: string, attempts: number): Promise<void>;
  /** Stores the output once: a run that has one keeps it. */
  recordOutput(runId: string, output: RunOutput): Promise<void>;
  /** Of a run without an output. */
  setFinishReason(runId: string, finishReason: FinishReason): Promise<void>;
  /** Ends a run that is not completed yet. */
  endRun(
    runId: string,
    end: {
      readonly status: "failed" | "cancelled";
      readonly error: Failure | null;
      /** After so long the pipeline had not answered and was given up: less than its latency. */
      readonly gaveUpAfterMs?: number;
      readonly at: string;
    },
  ): Promise<void>;
  /** Ends all runs of the experiment that are not completed or failed as cancelled; returns how many. */
  cancelUnfinishedRuns(experimentId: string, at: string): Promise<number>;
  /** Takes that back: each cancelled run is again as far as it had come; returns how many. */
  reopenCancelledRuns(experimentId: string): Promise<number>;
  /** Writes the scores and completes the run, in one transaction. */
  completeRun(runId: string, scores: readonly Score[], at: string): Promise<void>;
}
