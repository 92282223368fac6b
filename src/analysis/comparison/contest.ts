import type { ComparedExperiment, VariantPair } from "../../domain/comparison/comparison-report.js";
import type { MetricDifference } from "../../domain/comparison/metric-difference.js";

/** What a winner is chosen from. */
export interface Contest {
  readonly metric: string | null;
  readonly higherIsBetter: boolean;
  readonly experiments: readonly ComparedExperiment[];
  /** All pairs of experiments on the metric. */
  readonly pairs: readonly VariantPair[];
  /** The same pairs in full. */
  readonly primary: readonly MetricDifference[];
  /** Each candidate against the baseline, on every metric. */
  readonly differences: readonly MetricDifference[];
}
