import type { ChildExperiment } from "../domain/experiment/child-experiment.js";
import type { JsonObject } from "../domain/json/json.js";
import type { EvaluationRound } from "./evaluation-round.js";

/** What a workflow needs to know of an experiment; made by `prepareExperiment`. */
export interface ExperimentSetup {
  readonly experimentId: string;
  readonly name: string;
  /** Places in the order of runs. */
  readonly runCount: number;
  /** Runs there is something to do for: all of them, or in a batch evaluation those with an output. */
  readonly total: number;
  readonly maxAttempts: number;
  readonly concurrency: number;
  readonly maxFailureRate: number;
  readonly pipelineTimeoutMs: number;
  readonly heartbeatTimeoutMs: number;
  /** Evaluators that wait for something, each an activity of its own. */
  readonly waiting: readonly {
    readonly id: string;
    readonly timeoutMs: number;
    readonly queue?: ActivityQueue;
  }[];
  /** Evaluators that only compute. */
  readonly computingIds: readonly string[];
  /** Where the pipeline's calls are limited with others of their provider. */
  readonly pipelineQueue?: ActivityQueue;
  /** Set when the pipeline is an activity of another worker. */
  readonly remote?: ScheduledActivity;
  /** Set when the comparison may stop early: it is told each time this many more runs have ended. */
  readonly reportEvery?: number;
  /** Set in a batch evaluation: the pipeline is not called. */
  readonly round?: EvaluationRound;
}

/** A task queue of its own for calls of one provider, whose rate the Temporal server limits over all workers. */
export interface ActivityQueue {
  readonly taskQueue: string;
}

/** An activity of another worker, in any language. */
export interface ScheduledActivity {
  readonly taskQueue: string;
  readonly activityType: string;
  readonly startToCloseTimeoutMs: number;
  readonly heartbeatTimeoutMs?: number;
}

/** A batch evaluation: which evaluators over which experiment. */
export interface EvaluationRequest {
  readonly experimentId: string;
  /** Names the round; the same for all its retries. */
  readonly roundId: string;
  /** Null = the experiment's own. */
  readonly evaluatorIds: readonly string[] | null;
  readonly force: boolean;
}

/** How an experiment can end by itself. */
export type ExperimentEnd = "completed" | "cancelled" | "aborted" | "stopped_by_budget" | "stopped_early";

/** A run as workflows know it. */
export interface RunReference {
  readonly runId: string;
  readonly itemId: string;
  readonly repetition: number;
}

/** How a step that calls the user's code ended; the whole story is in the store. */
export interface StepOutcome {
  /** `stopped`: the budget is used up; nothing was called. */
  readonly status: "completed" | "failed" | "stopped";
  /** Class of the failure; its message may quote an item, so it stays in the store. */
  readonly failureType?: string;
  readonly latencyMs?: number;
}

/** How the pipeline's step ended. */
export interface PipelineOutcome extends StepOutcome {
  /** The run was completed before, scores and all: nothing is left to do. */
  readonly ended?: true;
}

/** The activities as workflows see them. One object in, one object out; ids and counts only. */
export interface ExperimentActivities {
  prepareExperiment(input: { readonly experimentId: string }): Promise<ExperimentSetup>;
  listRuns(input: {
    readonly experimentId: string;
    readonly from: number;
    readonly limit: number;
    /** Leaves out runs without an output. */
    readonly withOutput?: boolean;
  }): Promise<readonly RunReference[]>;
  callPipeline(input: { readonly runId: string; readonly concurrency: number }): Promise<PipelineOutcome>;
  /** The payload for a remote activity, or the outcome when there is nothing to call. */
  readRemoteCall(input: {
    readonly runId: string;
  }): Promise<
    | { readonly payload: JsonObject; readonly outcome?: undefined }
    | { readonly payload?: undefined; readonly outcome: PipelineOutcome }
  >;
  recordRemoteOutput(input: {
    readonly runId: string;
    readonly output: unknown;
    readonly latencyMs: number;
  }): Promise<PipelineOutcome>;
  prepareEvaluation(input: EvaluationRequest): Promise<ExperimentSetup>;
  /** Recomputes the experiment's summary from its rows; its status stays. */
  summarizeEvaluation(input: { readonly experimentId: string }): Promise<void>;
  evaluate(input: {
    readonly runId: string;
    readonly evaluatorId: string;
    readonly concurrency: number;
    readonly round?: EvaluationRound;
  }): Promise<StepOutcome>;
  failEvaluation(input: {
    readonly runId: string;
    readonly evaluatorId: string;
    readonly type: string;
    readonly message: string;
  }): Promise<void>;
  writeScores(input: {
    readonly runId: string;
    /** Set in a batch evaluation, with the evaluators that only compute. */
    readonly round?: EvaluationRound;
    readonly computing?: readonly string[];
  }): Promise<{ readonly scores: number }>;
  failRun(input: {
    readonly runId: string;
    readonly type: string;
    readonly message: string;
    readonly gaveUpAfterMs?: number;
  }): Promise<void>;
  summarizeExperiment(input: {
    readonly experimentId: string;
    readonly status: ExperimentEnd;
  }): Promise<{ readonly completed: number; readonly failed: number }>;
  failExperiment(input: { readonly experimentId: string; readonly message: string }): Promise<void>;
  prepareComparison(input: { readonly comparisonId: string }): Promise<{
    readonly name: string;
    readonly experiments: readonly ChildExperiment[];
    /** Whether to look at the comparison while it runs. */
    readonly stopsEarly: boolean;
  }>;
  /** Looks at the items that all variants have finished; true when more of them would change nothing. */
  checkSequence(input: { readonly comparisonId: string }): Promise<{ readonly decided: boolean }>;
  compareExperiments(input: {
    readonly comparisonId: string;
    readonly status: "completed" | "cancelled";
  }): Promise<{ readonly winner: string | null }>;
  failComparison(input: { readonly comparisonId: string; readonly message: string }): Promise<void>;
}
