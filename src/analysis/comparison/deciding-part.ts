import type { DifferenceReliability } from "../../domain/comparison/difference-reliability.js";
import type { MetricDifference } from "../../domain/comparison/metric-difference.js";
import type { Interval } from "../../domain/experiment/experiment-summary.js";
import type { SingleEquivalence } from "./decide-bounds.js";
import type { PairTests } from "./test-pairs.js";

/** Figures that decide, whether by a fixed number of items or by a sequence. */
export type DecidingFigures = Omit<PairTests, "undefinedReason" | "refusal"> &
  Pick<MetricDifference, "bounds" | "bootstrapInterval" | "pValueSignFlip" | "pValueWilcoxon">;

/** The figures that decide about a difference, and how far they can be trusted. `undefinedReasons` says why some are null. */
export interface DecidingPart extends Pick<DifferenceReliability, "leaveOneOut" | "unseenItems"> {
  readonly figures: DecidingFigures;
  readonly notes: readonly string[];
  readonly equivalence: SingleEquivalence | null;
  readonly intervalAt: (level: number) => Interval | null;
}
