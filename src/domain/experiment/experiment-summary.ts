import { z } from "zod";
import { ScoreDataType } from "../score/score.js";

/** A confidence interval; `level` such as 0.95. */
export const Interval = z.object({ level: z.number(), lower: z.number(), upper: z.number() });
export type Interval = z.infer<typeof Interval>;

/** Share of items whose mean value reaches the threshold, with its Wilson interval. */
export const PassRate = z.object({
  threshold: z.number(),
  passed: z.int(),
  rate: z.number(),
  interval: Interval.nullable(),
});
export type PassRate = z.infer<typeof PassRate>;

/** What a metric measures. */
export const MetricKind = z.enum(["score", "latency", "cost", "tokens"]);
export type MetricKind = z.infer<typeof MetricKind>;

/** Metrics that every run measures beside its scores. */
export const RUN_METRICS = ["latency_ms", "cost_usd", "total_tokens"] as const;
export type RunMetricName = (typeof RUN_METRICS)[number];

/** Whether a metric is measured by every run, and so is no score. */
export function isRunMetric(metric: string): metric is (typeof RUN_METRICS)[number] {
  return (RUN_METRICS as readonly string[]).includes(metric);
}

/** Yes or no of an item by all its repetitions: `any` is pass@k, `all` is pass^k. */
export const PassOfRepetitions = z.object({
  /** The score. */
  of: z.string(),
  rule: z.enum(["any", "all"]),
  /** Repetitions. */
  k: z.int().min(2),
  /** A repetition passes from this value on. */
  threshold: z.number(),
});
export type PassOfRepetitions = z.infer<typeof PassOfRepetitions>;

/**
 * One metric over an experiment. The unit of the statistics is the item: repetitions are averaged first,
 * so that three repetitions of 100 items are 100 observations.
 */
export const MetricSummary = z.object({
  name: z.string(),
  kind: MetricKind,
  /** Of a score; absent in summaries made before it was recorded. */
  dataType: ScoreDataType.optional(),
  /** Set for pass@k and pass^k, whose values are made of a score's repetitions. */
  passes: PassOfRepetitions.optional(),
  /** Clusters of the items, where the experiment declares them: error and interval are cluster-robust then. */
  clusters: z.int().optional(),
  /** Items with at least one value. */
  n: z.int(),
  /** Runs with a value. */
  scoredRuns: z.int(),
  /** Completed runs without a value. */
  unscoredRuns: z.int(),
  /** Why runs are unscored: reason -> runs. */
  unscoredReasons: z.record(z.string(), z.int()),
  /** Runs that failed, and so have no value of any metric. */
  failedRuns: z.int(),
  mean: z.number().nullable(),
  standardDeviation: z.number().nullable(),
  standardError: z.number().nullable(),
  /** Of the mean: t, or Wilson's for yes-or-no values of one repetition; null for numbers that do not vary. */
  interval: Interval.nullable(),
  passRate: PassRate.nullable(),
  /** Why a figure above is null. */
  undefinedReason: z.string().nullable(),
  fingerprints: z.array(z.string()),
});
export type MetricSummary = z.infer<typeof MetricSummary>;

/** Runs of an experiment by state. */
export const RunCounts = z.object({
  /** All runs. */
  planned: z.int(),
  /** Not begun. */
  pending: z.int(),
  /** Under way, their evaluation included. */
  running: z.int(),
  /** Ended with an output. */
  completed: z.int(),
  /** Failed for good. */
  failed: z.int(),
  /** Ended by a cancellation, a budget or an early decision. */
  cancelled: z.int(),
});
export type RunCounts = z.infer<typeof RunCounts>;

/** Values of a score that is not a number: category -> runs. */
export const CategoryCounts = z.object({
  name: z.string(),
  counts: z.record(z.string(), z.int()),
  unscoredRuns: z.int(),
});
export type CategoryCounts = z.infer<typeof CategoryCounts>;

/**
 * The summary of an experiment. It is computed from the rows, and can be computed again at any time with the same
 * result.
 */
export const ExperimentSummary = z.object({
  runs: RunCounts,
  metrics: z.array(MetricSummary),
  categories: z.array(CategoryCounts),
  /** Known costs of all model calls, of pipelines and judges, failed runs' included; null when none is known. */
  totalCostUsd: z.number().nullable(),
  /** Model calls in sum; null in summaries made before they were counted. */
  spending: z
    .object({
      costUsd: z.number(),
      tokens: z.number(),
      calls: z.int(),
      unpricedCalls: z.int(),
      lostCalls: z.int().default(0),
    })
    .nullable()
    .default(null),
  /** Finish reason of the pipeline's last model call -> runs; empty in summaries made before they were kept. */
  finishReasons: z.record(z.string(), z.int()).default({}),
  /** Failure class -> runs. */
  failures: z.record(z.string(), z.int()),
});
export type ExperimentSummary = z.infer<typeof ExperimentSummary>;
