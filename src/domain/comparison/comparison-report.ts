import { z } from "zod";
import { Interval, MetricSummary } from "../experiment/experiment-summary.js";
import { JudgeDrift } from "../judge/judge-drift.js";
import { LabelCorrection } from "../label/label-correction.js";
import { ComparisonPolicy } from "./comparison-policy.js";
import { MetricDifference } from "./metric-difference.js";
import { NamedBefore } from "./named-before.js";
import { SequentialSection } from "./sequential-result.js";
import { Standings } from "./standings.js";
import { TailDifference } from "./tail-difference.js";
import { Verdict } from "./verdict.js";
import { VersionPairing } from "./version-pairing.js";

/** One side of a comparison: its figures per metric, with failed and unscored runs and their reasons. */
export const ComparedExperiment = z.object({
  id: z.string(),
  name: z.string(),
  variant: z.string(),
  status: z.string(),
  isBaseline: z.boolean(),
  datasetVersion: z.string(),
  metrics: z.array(MetricSummary),
});
export type ComparedExperiment = z.infer<typeof ComparedExperiment>;

/** Two variants against each other on the primary metric, with all pairs of variants in mind. */
export const VariantPair = z.object({
  firstId: z.string(),
  secondId: z.string(),
  n: z.int(),
  /** First minus second. */
  meanDifference: z.number().nullable(),
  /** Simultaneous: all pairs' intervals hold together at level 1 − alpha (Bonferroni); verdicts are Holm's, stepwise. */
  interval: Interval.nullable(),
  /** Holm over all pairs. */
  pValueAdjusted: z.number().nullable(),
  /** Of the first against the second. */
  verdict: Verdict,
  reason: z.string(),
});
export type VariantPair = z.infer<typeof VariantPair>;

/** Who won on the primary metric, or who cannot be distinguished. */
export const Winner = z.object({
  metric: z.string().nullable(),
  experimentId: z.string().nullable(),
  variant: z.string().nullable(),
  /** Experiments that may each be the best: the leader and all it is not shown to beat. Empty with a winner. */
  tiedIds: z.array(z.string()),
  /** What a manager reads: who is better and by how much, what else changed, and what was chosen afterwards. */
  sentence: z.string(),
});
export type Winner = z.infer<typeof Winner>;

/** The difference on one metric among the items with one value of a metadata field. */
export const SliceDifference = z.object({
  field: z.string(),
  /** Null: items without the field. */
  value: z.string().nullable(),
  metric: z.string(),
  candidateId: z.string(),
  n: z.int(),
  meanDifference: z.number().nullable(),
  interval: Interval.nullable(),
  pValue: z.number().nullable(),
  /** Benjamini–Hochberg over all slices of the report. */
  qValue: z.number().nullable(),
  wins: z.int(),
  ties: z.int(),
  losses: z.int(),
  undefinedReason: z.string().nullable(),
});
export type SliceDifference = z.infer<typeof SliceDifference>;

/** Where the differences come from. Exploratory: found by looking, so to be confirmed on other items. */
export const Slices = z.object({
  label: z.literal("exploratory"),
  fields: z.array(z.string()),
  differences: z.array(SliceDifference),
  /** Field -> slices left out, the smallest, because there are too many. */
  omitted: z.record(z.string(), z.int()),
});
export type Slices = z.infer<typeof Slices>;

/** The one object that terminal, Markdown, JSON, HTML and dashboard render. */
export const ComparisonReport = z.object({
  schemaVersion: z.literal(3),
  datasetName: z.string(),
  datasetVersion: z.string(),
  itemCount: z.int(),
  policy: ComparisonPolicy,
  named: NamedBefore,
  baselineId: z.string(),
  experiments: z.array(ComparedExperiment),
  /** The primary metric's first. */
  differences: z.array(MetricDifference),
  /** Median, 95th percentile and geometric mean of latency and cost, beside their means; each candidate against the baseline. */
  tails: z.array(TailDifference).default([]),
  /** Candidates that ran over another version of the dataset than the baseline. */
  versions: z.array(VersionPairing),
  /** All pairs of variants on the primary metric. */
  pairs: z.array(VariantPair),
  /** Where each of three or more variants stands among all others on the primary metric; null otherwise. */
  standings: Standings.nullable().default(null),
  winner: Winner,
  /** Null unless the policy names fields to slice by. */
  slices: Slices.nullable(),
  /** Null unless the experiments were looked at while they ran; then the intervals of differences are anytime-valid. */
  sequential: SequentialSection.nullable(),
  /** Differences corrected by people's labels, where there are any. */
  labelCorrections: z.array(
    z.object({
      metric: z.string(),
      candidateId: z.string(),
      correction: LabelCorrection,
      /** As the difference has it. */
      objection: z.string().nullable(),
    }),
  ),
  /** Whether the judges score the definition's anchors as before; empty without anchors. */
  judgeDrift: z.array(JudgeDrift),
  /** What the reader must know before believing the figures. */
  warnings: z.array(z.string()),
});
export type ComparisonReport = z.infer<typeof ComparisonReport>;
