import type { MetricDifference } from "../../domain/comparison/metric-difference.js";
import type { Interval } from "../../domain/experiment/experiment-summary.js";
import type { SingleEquivalence } from "./decide-bounds.js";

/** Figures that decide, whether by a fixed number of items or by a sequence. */
export type DecidingFigures = Pick<
  MetricDifference,
  | "n"
  | "clusters"
  | "meanDifference"
  | "standardDeviation"
  | "standardError"
  | "degreesOfFreedom"
  | "interval"
  | "intervalMethod"
  | "bounds"
  | "bootstrapInterval"
  | "pValueT"
  | "pValueSignFlip"
  | "pValueWilcoxon"
  | "binary"
  | "pValue"
  | "pValueMethod"
>;

/** What decides about a difference, and why some of it is not there. */
export interface DecidingPart {
  readonly figures: DecidingFigures;
  /** Figure -> why it is null, where its own circumstances do not say. */
  readonly reasons: Readonly<Record<string, string>>;
  readonly notes: readonly string[];
  readonly equivalence: SingleEquivalence | null;
  readonly intervalAt: (level: number) => Interval | null;
}
