import { z } from "zod";
import { Interval } from "../experiment/experiment-summary.js";
import { DriftFinding } from "./drift-finding.js";
import { RegressionRunState } from "./regression-run.js";

/** One regression run on one metric. */
export const HistoryPoint = z.object({
  runId: z.string(),
  experiment: z.string(),
  /** The time for which it was scheduled; otherwise when it began. */
  at: z.string(),
  state: RegressionRunState,
  /** Items with a value. */
  n: z.int(),
  value: z.number().nullable(),
  standardError: z.number().nullable(),
  interval: Interval.nullable(),
});
export type HistoryPoint = z.infer<typeof HistoryPoint>;

/** Runs that are measured by the same judge over the same items with the same models and config. */
export const HistorySegment = z.object({
  /** What changed with its first run; empty for the first segment. */
  changed: z.array(z.enum(["judge", "dataset", "model", "config"])),
  points: z.array(HistoryPoint),
});
export type HistorySegment = z.infer<typeof HistorySegment>;

/** A metric over the regression runs of a definition. */
export const MetricHistory = z.object({
  metric: z.string(),
  higherIsBetter: z.boolean(),
  /** In time order. Values of different segments mean different things. */
  segments: z.array(HistorySegment),
  /** Each as it was reported, once, with the run in which it began. */
  drifts: z.array(DriftFinding),
});
export type MetricHistory = z.infer<typeof MetricHistory>;

/** The regression runs of a definition over time. */
export const RegressionHistory = z.object({
  schemaVersion: z.literal(1),
  definition: z.string(),
  /** Regression runs, those without a verdict included. */
  runs: z.int(),
  /** Runs that ended without figures: state -> runs. */
  without: z.record(z.string(), z.int()),
  metrics: z.array(MetricHistory),
});
export type RegressionHistory = z.infer<typeof RegressionHistory>;
