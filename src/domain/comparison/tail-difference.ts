import { z } from "zod";
import { MetricKind, type RunMetricName } from "../experiment/experiment-summary.js";
import { Verdict } from "./verdict.js";

/** Statistics of an amount with a long tail, beside its mean. */
export const TailStatistic = z.enum(["median", "p95", "geometric_mean"]);
export type TailStatistic = z.infer<typeof TailStatistic>;

/** Amounts with long tails: every run has them, and they have no range. */
export const TAIL_METRICS = ["latency_ms", "cost_usd"] as const satisfies readonly RunMetricName[];
export type TailMetric = (typeof TAIL_METRICS)[number];

/** An interval whose ends may be unknown: null = no bound can be said. */
export const OpenInterval = z.object({
  level: z.number(),
  lower: z.number().nullable(),
  upper: z.number().nullable(),
});
export type OpenInterval = z.infer<typeof OpenInterval>;

/** One side of a tail's difference. */
export const TailSide = z.object({
  /** Items. */
  n: z.int(),
  /** Items whose value is not known because runs timed out, failed or have no price; at most a lower bound is known. */
  censored: z.int(),
  /** The statistic; null if unknown values could change it. */
  value: z.number().nullable(),
});
export type TailSide = z.infer<typeof TailSide>;

/** A median, 95th percentile or geometric mean of the candidate against the baseline's, with a verdict of its own. */
export const TailDifference = z.object({
  /** `latency_ms_p95`: how gates name it. */
  metric: z.string(),
  of: z.enum(TAIL_METRICS),
  kind: MetricKind,
  statistic: TailStatistic,
  candidateId: z.string(),
  baselineId: z.string(),
  baseline: TailSide,
  candidate: TailSide,
  /** Candidate minus baseline in the metric's unit; of geometric means candidate / baseline. */
  change: z.number().nullable(),
  interval: OpenInterval.nullable(),
  /** One-sided bounds of the change at level 1 − alpha each, for gates. */
  bounds: z.object({ lower: z.number().nullable(), upper: z.number().nullable() }).nullable(),
  pValue: z.number().nullable(),
  /** Holm over candidates × tails: a family of their own. */
  pValueAdjusted: z.number().nullable(),
  familySize: z.int(),
  higherIsBetter: z.boolean(),
  verdict: Verdict,
  reason: z.string(),
});
export type TailDifference = z.infer<typeof TailDifference>;

/** The name of a statistic of an amount, `latency_ms_p95`. */
export function tailMetricName(of: TailMetric, statistic: TailStatistic): string {
  return `${of}_${statistic}`;
}

/** Amount and statistic that a metric's name stands for; null for other metrics. */
export function parseTailMetric(
  name: string,
): { readonly of: TailMetric; readonly statistic: TailStatistic } | null {
  for (const of of TAIL_METRICS)
    for (const statistic of TailStatistic.options)
      if (tailMetricName(of, statistic) === name) return { of, statistic };
  return null;
}
