import type { MetricDifference } from "../../domain/comparison/metric-difference.js";
import type { Interval } from "../../domain/experiment/experiment-summary.js";
import type { SingleEquivalence } from "./decide-bounds.js";
import type { PairTests } from "./test-pairs.js";

/** Figures that decide, whether by a fixed number of items or by a sequence. */
export type DecidingFigures = Omit<PairTests, "undefinedReason" | "refusal"> &
  Pick<MetricDifference, "bounds" | "bootstrapInterval" | "pValueSignFlip" | "pValueWilcoxon">;

/** The figures that decide about a difference, and why some are missing. */
export interface DecidingPart {
  readonly figures: DecidingFigures;
  /** Figure -> why it is null, where its own circumstances do not say. */
  readonly reasons: Readonly<Record<string, string>>;
  readonly notes: readonly string[];
  readonly equivalence: SingleEquivalence | null;
  readonly intervalAt: (level: number) => Interval | null;
}
