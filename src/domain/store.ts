import type { BaselineStore } from "./baseline/baseline-store.js";
import type { Comparison } from "./comparison/comparison.js";
import type { LookStore } from "./comparison/look-store.js";
import type { Dataset, DatasetItem, NewDatasetItem } from "./dataset/dataset.js";
import type { CodeAtWork, Experiment } from "./experiment/experiment.js";
import type { ExperimentName } from "./experiment/experiment-name.js";
import type { RunCounts } from "./experiment/experiment-summary.js";
import type { Failure, PlannedRun, Run } from "./experiment/run.js";
import type { JsonObject, JsonValue } from "./json/json.js";
import type { LabelStore } from "./label/label-store.js";
import type { ModelCallStore, TryStore } from "./model/model-call-store.js";
import type { FinishReason } from "./model/models.js";
import type { RateWindow } from "./model/rate-window.js";
import type { TokenUsage } from "./model/token-usage.js";
import type { RegressionRunStore } from "./regression/regression-run-store.js";
import type { RetryStore } from "./retry-store.js";
import type { Evaluation } from "./score/evaluation.js";
import type { Score } from "./score/score.js";
import type { StoreCondition } from "./store-condition.js";
import type { Observation, Trace } from "./trace/trace.js";
import type { WaitStore } from "./wait/wait-store.js";
import type { WorkerStore } from "./worker/worker-store.js";

/** A place in a listing: at most `limit` rows, the first `offset` skipped. */
export interface Page {
  readonly limit: number;
  readonly offset?: number;
}

/** A dataset with what a listing shows. */
export interface DatasetOverview extends Dataset {
  readonly activeItems: number;
  readonly experiments: number;
  readonly latestVersion: string | null;
}

/** Names a dataset as of a version; null = the latest. */
export interface DatasetAt {
  readonly datasetId: string;
  readonly version: string | null;
}

/** What a dataset is made of. */
export interface NewDataset {
  readonly name: string;
  readonly description?: string | null;
  readonly metadata?: JsonObject;
}

/** The version after items were put, and what became of them; each item counts once. */
export interface PutOutcome {
  /** Null for a dataset without any change yet. */
  readonly version: string | null;
  /** Items that were not there. */
  readonly added: number;
  /** Active items whose content is another now. */
  readonly changed: number;
  /** Archived items that are active again, whether or not their content changed. */
  readonly reactivated: number;
  readonly unchanged: number;
  /** Items taken out of use: those put as ARCHIVED, and with `replace` those that were not put. */
  readonly archived: number;
  /** Active items that were not put and stay as they are. */
  readonly leftAlone: number;
}

/** How items are put. */
export interface PutOptions {
  /** Archives every active item that is not among those put. */
  readonly replace?: boolean;
  /** Tells what would happen and writes nothing. */
  readonly dryRun?: boolean;
}

/** An item in two versions of its dataset: of the same content in both, of another, or in one alone. */
export type ItemInVersions = "same" | "changed" | "first_only" | "second_only";

/** Datasets and the versions of their items. Every change of items, however many, opens one new version. */
export interface DatasetStore {
  /** @throws DatasetAlreadyExistsError, NameInvalidError */
  createDataset(dataset: NewDataset): Promise<Dataset>;
  getDataset(name: string): Promise<Dataset | null>;
  listDatasets(): Promise<readonly DatasetOverview[]>;
  /**
   * Adds, changes and reactivates items in one transaction. Items without id get one from dataset and input; fields
   * left out of an existing item keep their value, its status apart: what is put is in use, unless it says ARCHIVED.
   * Items equal to what is stored change nothing.
   * @throws DatasetItemDuplicateError when two of the items have the same id.
   */
  putItems(datasetId: string, items: readonly NewDatasetItem[], options?: PutOptions): Promise<PutOutcome>;
  /** The same by name: the dataset is made when absent, in the same transaction, so that a refusal leaves nothing. */
  importItems(
    dataset: NewDataset,
    items: readonly NewDatasetItem[],
    options?: PutOptions,
  ): Promise<PutOutcome>;
  /** Sets the status ARCHIVED; unknown ids are counted as unchanged. */
  archiveItems(
    datasetId: string,
    itemIds: readonly string[],
  ): Promise<{ readonly version: string | null; readonly changed: number }>;
  /** ACTIVE items as of the version, in dataset order; `afterPosition` pages without skipping rows. */
  listItems(
    at: DatasetAt & { readonly afterPosition?: number; readonly limit: number },
  ): Promise<readonly DatasetItem[]>;
  getItem(at: DatasetAt & { readonly itemId: string }): Promise<DatasetItem | null>;
  countItems(at: DatasetAt): Promise<number>;
  /** Metadata of ACTIVE items as of the version, ordered by item id, streamed. */
  streamItemMetadata(at: DatasetAt): AsyncIterable<ItemMetadata>;
  /** How the items that are ACTIVE in one of two versions at least stand in both. */
  compareVersions(
    datasetId: string,
    versions: readonly [first: string, second: string],
  ): Promise<ReadonlyMap<string, ItemInVersions>>;
  /** All versions, newest first. */
  listVersions(datasetId: string): Promise<readonly string[]>;
}

/** Experiments and comparisons: their definition, state and results. */
export interface ExperimentStore {
  /** @throws ExperimentAlreadyExistsError when name or id is taken. */
  createExperiment(experiment: Experiment): Promise<void>;
  /** By id or by name. */
  getExperiment(reference: string): Promise<Experiment | null>;
  /** Newest first. */
  listExperiments(
    filter: Page & {
      readonly datasetName?: string;
      readonly definition?: string;
      readonly comparisonId?: string;
    },
  ): Promise<readonly Experiment[]>;
  updateExperiment(
    id: string,
    change: Partial<
      Pick<
        Experiment,
        | "status"
        | "startedAt"
        | "endedAt"
        | "summary"
        | "error"
        | "runCount"
        | "metadata"
        | "evaluators"
        | "retry"
      >
    >,
  ): Promise<void>;
  /** Names of all experiments and comparisons, newest first; experiments that judge anchors are left out. */
  listNames(): Promise<readonly ExperimentName[]>;
  /** Adds code that the experiment runs under, unless it is known. */
  noteCode(id: string, code: CodeAtWork): Promise<void>;
  /** Changes it only while its status is one of `from`; false when it was not. */
  transitExperiment(
    id: string,
    transition: {
      readonly from: readonly Experiment["status"][];
      /** Only while it has ended at this instant: it may have run and ended again meanwhile. */
      readonly endedAt?: string | null;
      readonly change: Partial<Pick<Experiment, "status" | "endedAt" | "summary" | "error">>;
    },
  ): Promise<boolean>;
  /** All that are pending or running, oldest first. */
  listUnended(): Promise<{
    readonly experiments: readonly Experiment[];
    readonly comparisons: readonly Comparison[];
  }>;
  /** @throws ExperimentAlreadyExistsError when the name is taken. */
  createComparison(comparison: Comparison): Promise<void>;
  /** By id or by name. */
  getComparison(reference: string): Promise<Comparison | null>;
  /** Newest first. */
  listComparisons(filter: Page & { readonly datasetName?: string }): Promise<readonly Comparison[]>;
  updateComparison(
    id: string,
    change: Partial<Pick<Comparison, "status" | "endedAt" | "report" | "error">>,
  ): Promise<void>;
  /** Changes it only while its status is one of `from`; false when it was not. */
  transitComparison(
    id: string,
    transition: {
      readonly from: readonly Comparison["status"][];
      readonly endedAt?: string | null;
      readonly change: Partial<Pick<Comparison, "status" | "endedAt" | "report" | "error">>;
    },
  ): Promise<boolean>;
}

/** A run with what its item says; for export and listings. */
export interface RunWithItem extends Run {
  readonly item: DatasetItem;
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
  listRuns(range: {
    readonly experimentId: string;
    readonly fromOrdinal: number;
    readonly limit: number;
  }): Promise<readonly Run[]>;
  /** The same range with each run's item, as of the experiment's version. */
  listRunsWithItems(range: {
    readonly experimentId: string;
    readonly fromOrdinal: number;
    readonly limit: number;
  }): Promise<readonly RunWithItem[]>;
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

/** The mean over the repetitions of one item; null fields never occur: an item without value has no row. */
export interface ItemMean {
  readonly itemId: string;
  readonly mean: number;
  /** Between its repetitions, divisor values − 1; null with one value. */
  readonly variance: number | null;
  readonly values: number;
}

/** Runs of one item that failed. */
export interface ItemFailures {
  readonly itemId: string;
  readonly failed: number;
  /** Of them, those whose pipeline did not answer in time: their latency is censored, not missing. */
  readonly timedOut: number;
  /** Sum of the times after which those were given up, in ms. */
  readonly timedOutMs: number;
}

/** What an item says about itself, for slices and clusters. */
export interface ItemMetadata {
  readonly itemId: string;
  readonly metadata: JsonObject;
}

/** A metric that is not a score but a column of runs. */
export type RunMetric = "latency_ms" | "cost_usd" | "total_tokens";

/** Names a metric of an experiment. */
export type MetricKey = { readonly experimentId: string } & (
  | { readonly score: string }
  | { readonly runMetric: RunMetric }
);

/** What is known of a score name in an experiment. */
export interface ScoreNameOverview {
  readonly name: string;
  readonly evaluatorId: string | null;
  readonly dataType: Score["dataType"];
  readonly scored: number;
  readonly unscored: number;
  readonly fingerprints: readonly string[];
}

/** Traces, observations, evaluations and scores. Writes are upserts by id. */
export interface TraceStore {
  getTrace(id: string): Promise<Trace | null>;
  putTrace(trace: Trace): Promise<void>;
  putObservations(observations: readonly Observation[]): Promise<void>;
  getObservation(id: string): Promise<Observation | null>;
  listObservations(traceId: string): Promise<readonly Observation[]>;
  getArtifact(id: string): Promise<JsonValue | null>;
  /** Keeps the first one stored under an id, and returns that. */
  putArtifact(id: string, artifact: { readonly kind: string; readonly body: JsonValue }): Promise<JsonValue>;
  putEvaluation(evaluation: Evaluation): Promise<void>;
  getEvaluation(id: string): Promise<Evaluation | null>;
  listEvaluations(runId: string): Promise<readonly Evaluation[]>;
  putScores(scores: readonly Score[]): Promise<void>;
  listScoresOfRuns(runIds: readonly string[]): Promise<readonly Score[]>;
  /** Numeric and boolean scores as numbers, human labels left out; mean over each item's repetitions, in order of item ids by code point, streamed. */
  streamItemMeans(metric: MetricKey): AsyncIterable<ItemMean>;
  /** Items with runs that failed, in order of item ids by code point, streamed. */
  streamItemFailures(experimentId: string): AsyncIterable<ItemFailures>;
  /** Run by run, by ordinal, from `fromOrdinal` on, `limit` places: the value, and whether the run has ended by itself. */
  listRunValues(
    metric: MetricKey,
    range: { readonly fromOrdinal: number; readonly limit: number },
  ): Promise<
    readonly {
      readonly ordinal: number;
      readonly itemId: string;
      readonly ended: boolean;
      readonly failed: boolean;
      readonly value: number | null;
    }[]
  >;
  listScoreNames(experimentId: string): Promise<readonly ScoreNameOverview[]>;
  /** Unscored scores of completed runs by reason; runs whose evaluator failed count under its failure type. */
  countUnscoredReasons(experimentId: string, scoreName: string): Promise<Readonly<Record<string, number>>>;
  /** Categories of a categorical score. */
  countCategories(experimentId: string, scoreName: string): Promise<Readonly<Record<string, number>>>;
  /** Failed evaluations by evaluator and failure type. */
  countEvaluationFailures(
    experimentId: string,
  ): Promise<readonly { readonly evaluatorId: string; readonly type: string; readonly count: number }[]>;
}

/** Everything Assay keeps. */
export interface Store
  extends DatasetStore,
    ExperimentStore,
    RunStore,
    TraceStore,
    ModelCallStore,
    TryStore,
    RetryStore,
    RateWindow,
    LabelStore,
    LookStore,
    WorkerStore,
    RegressionRunStore,
    BaselineStore,
    WaitStore,
    StoreCondition {
  /** Random, made with the store: names the task queue, so that no other store's worker takes this one's work. */
  readonly storeId: string;
  close(): Promise<void>;
}
