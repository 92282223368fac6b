import type { Evaluation } from "./evaluation.js";
import type { Score } from "./score.js";

/** The mean over the repetitions of one item; null fields never occur: an item without value has no row. */
export interface ItemMean {
  readonly itemId: string;
  readonly mean: number;
  /** Between its repetitions, divisor values − 1; null with one value. */
  readonly variance: number | null;
  readonly values: number;
}

/** An item's repetitions with a value of a score, and those of them that reach a threshold. */
export interface ItemPasses {
  readonly itemId: string;
  readonly values: number;
  readonly passed: number;
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

/** Evaluations and scores, and the aggregates that statistics start from. Writes are upserts by id. */
export interface ScoreStore {
  putEvaluation(evaluation: Evaluation): Promise<void>;
  getEvaluation(id: string): Promise<Evaluation | null>;
  listEvaluations(runId: string): Promise<readonly Evaluation[]>;
  putScores(scores: readonly Score[]): Promise<void>;
  listScoresOfRuns(runIds: readonly string[]): Promise<readonly Score[]>;
  /** Numeric and boolean scores as numbers, human labels left out; mean over each item's repetitions, in order of item ids by code point, streamed. */
  streamItemMeans(metric: MetricKey): AsyncIterable<ItemMean>;
  /** The same rows as `streamItemMeans` of a score, as counts of what reaches the threshold. */
  streamItemPasses(metric: {
    readonly experimentId: string;
    readonly score: string;
    readonly threshold: number;
  }): AsyncIterable<ItemPasses>;
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
