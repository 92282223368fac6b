/** What a workflow needs to know of an experiment; made by `prepareExperiment`. */
export interface ExperimentPlan {
  readonly experimentId: string;
  readonly name: string;
  readonly runCount: number;
  readonly concurrency: number;
  readonly maxFailureRate: number;
  readonly pipelineTimeoutMs: number;
  readonly heartbeatTimeoutMs: number;
  /** Evaluators that wait for something, each an activity of its own. */
  readonly waiting: readonly { readonly id: string; readonly timeoutMs: number }[];
  /** How many evaluators only compute. */
  readonly computing: number;
}

/** A run as workflows know it. */
export interface RunReference {
  readonly runId: string;
  readonly itemId: string;
  readonly repetition: number;
}

/** How a step that calls the user's code ended; the whole story is in the store. */
export interface StepOutcome {
  readonly status: "completed" | "failed";
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
  prepareExperiment(input: { readonly experimentId: string }): Promise<ExperimentPlan>;
  listRuns(input: {
    readonly experimentId: string;
    readonly from: number;
    readonly limit: number;
  }): Promise<readonly RunReference[]>;
  callPipeline(input: { readonly runId: string; readonly concurrency: number }): Promise<PipelineOutcome>;
  evaluate(input: {
    readonly runId: string;
    readonly evaluatorId: string;
    readonly concurrency: number;
  }): Promise<StepOutcome>;
  failEvaluation(input: {
    readonly runId: string;
    readonly evaluatorId: string;
    readonly type: string;
    readonly message: string;
  }): Promise<void>;
  writeScores(input: { readonly runId: string }): Promise<{ readonly scores: number }>;
  failRun(input: { readonly runId: string; readonly type: string; readonly message: string }): Promise<void>;
  summarizeExperiment(input: {
    readonly experimentId: string;
    readonly status: "completed" | "cancelled" | "aborted";
  }): Promise<{ readonly completed: number; readonly failed: number }>;
  failExperiment(input: { readonly experimentId: string; readonly message: string }): Promise<void>;
  prepareComparison(input: {
    readonly comparisonId: string;
  }): Promise<{ readonly name: string; readonly experiments: readonly ComparedChild[] }>;
  compareExperiments(input: {
    readonly comparisonId: string;
    readonly status: "completed" | "cancelled";
  }): Promise<{ readonly winner: string | null }>;
  failComparison(input: { readonly comparisonId: string; readonly message: string }): Promise<void>;
}

/** A child of a comparison, with what the Temporal UI shows of it. */
export interface ComparedChild {
  readonly experimentId: string;
  readonly workflowId: string;
  readonly name: string;
  readonly variant: string;
  readonly datasetName: string;
  readonly pipeline: string;
  readonly definition: string;
}
