import { z } from "zod";
import { Interval, MetricSummary } from "./experiment-summary.js";
import { JsonObjectSchema } from "./json-schema.js";
import { StopEarlyOption } from "./sequential-result.js";

/** What can be said about a candidate against the baseline, on one metric. */
export const Verdict = z.enum([
  "better",
  "worse",
  "equivalent",
  "inconclusive",
  "insufficient_data",
  "incomparable",
]);
export type Verdict = z.infer<typeof Verdict>;

/** How differences become verdicts. */
export const ComparisonPolicy = z.strictObject({
  /** The metric a winner is named on; null = the first score. */
  primaryMetric: z.string().nullable().default(null),
  /** Two-sided error rate in (0, 1); intervals have level 1 - alpha. */
  alpha: z.number().gt(0).lt(1).default(0.05),
  /** Fewer pairs than this give no verdict on a mean. */
  minimumPairs: z.int().min(2).default(10),
  /** Set: items are taken in a random, recorded order, and the comparison ends as soon as it is decided. */
  stopEarly: StopEarlyOption,
});
export type ComparisonPolicy = z.infer<typeof ComparisonPolicy>;

/** Pairs that could not be formed: reason -> items. */
export const DroppedPairs = z.object({ total: z.int(), reasons: z.record(z.string(), z.int()) });

/** Candidate minus baseline on one metric, paired by item. */
export const MetricDifference = z.object({
  metric: z.string(),
  candidateId: z.string(),
  baselineId: z.string(),
  /** Items with a value on both sides. */
  n: z.int(),
  dropped: DroppedPairs,
  /** Candidate mean minus baseline mean over the pairs. */
  meanDifference: z.number().nullable(),
  standardError: z.number().nullable(),
  interval: Interval.nullable(),
  /** Paired t test. */
  pValueT: z.number().nullable(),
  /** Sign-flip permutation test. */
  pValueSignFlip: z.number().nullable(),
  wins: z.int(),
  ties: z.int(),
  losses: z.int(),
  higherIsBetter: z.boolean(),
  verdict: Verdict,
  reason: z.string(),
});
export type MetricDifference = z.infer<typeof MetricDifference>;

/** One side of a comparison. */
export const ComparedExperiment = z.object({
  id: z.string(),
  name: z.string(),
  variant: z.string(),
  status: z.string(),
  isBaseline: z.boolean(),
  metrics: z.array(MetricSummary),
});
export type ComparedExperiment = z.infer<typeof ComparedExperiment>;

/** Who won on the primary metric, or why nobody did. */
export const Winner = z.object({
  metric: z.string().nullable(),
  experimentId: z.string().nullable(),
  variant: z.string().nullable(),
  /** A sentence for people who do not read intervals. */
  sentence: z.string(),
});

/** The one object that terminal, Markdown, JSON and dashboard render. */
export const ComparisonReport = z.object({
  schemaVersion: z.literal(1),
  datasetName: z.string(),
  datasetVersion: z.string(),
  itemCount: z.int(),
  policy: ComparisonPolicy,
  baselineId: z.string(),
  experiments: z.array(ComparedExperiment),
  differences: z.array(MetricDifference),
  winner: Winner,
  /** What the reader must know before believing the figures. */
  warnings: z.array(z.string()),
});
export type ComparisonReport = z.infer<typeof ComparisonReport>;

export const ComparisonStatus = z.enum(["pending", "running", "completed", "cancelled", "failed"]);
export type ComparisonStatus = z.infer<typeof ComparisonStatus>;

/** Two or more experiments over the same items, one of them the baseline. */
export const Comparison = z.object({
  id: z.string().regex(/^[0-9a-f]{16}$/),
  name: z.string(),
  definition: z.string(),
  datasetName: z.string(),
  datasetVersion: z.string(),
  experimentIds: z.array(z.string()),
  baselineId: z.string(),
  policy: ComparisonPolicy,
  metadata: JsonObjectSchema,
  status: ComparisonStatus,
  workflowId: z.string(),
  report: ComparisonReport.nullable(),
  error: z.string().nullable(),
  createdAt: z.string(),
  endedAt: z.string().nullable(),
});
export type Comparison = z.infer<typeof Comparison>;
