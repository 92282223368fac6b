import { z } from "zod";
import { MetricKind } from "../experiment/experiment-summary.js";
import { ScoreDataType } from "../score/score.js";

/** What was measured, and by what. */
export const MeasuredMetric = z.strictObject({
  name: z.string().min(1),
  kind: MetricKind,
  /** Of a score. */
  dataType: ScoreDataType.optional(),
  /** Of the evaluators that made the values, judge model and prompt included; empty for latency, cost and tokens. */
  fingerprints: z.array(z.string()),
});
export type MeasuredMetric = z.infer<typeof MeasuredMetric>;

/** One item of an experiment with all that was measured on it. */
export interface MeasuredItem {
  readonly id: string;
  /** Hash of what the item said then (`itemContent`). */
  readonly content: string;
  /** Runs that ended by themselves, one per repetition when nothing is missing. */
  readonly runs: number;
  /** Those of them that failed. */
  readonly failed: number;
  /** Metric -> the values of its repetitions that have one. */
  readonly values: ReadonlyMap<string, readonly number[]>;
}

/** What an experiment measured, item by item, in the order of item ids. */
export interface Measurement {
  readonly repetitions: number;
  readonly metrics: readonly MeasuredMetric[];
  readonly items: readonly MeasuredItem[];
}
