import type { ComparedExperiment, VariantPair } from "../../domain/comparison/comparison-report.js";

/** What a winner is chosen from. */
export interface Contest {
  readonly metric: string | null;
  readonly higherIsBetter: boolean;
  readonly experiments: readonly ComparedExperiment[];
  /** All pairs of experiments on the metric. */
  readonly pairs: readonly VariantPair[];
}
