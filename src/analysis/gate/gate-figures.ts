import type { ComparisonReport } from "../../domain/comparison/comparison-report.js";

/** What a gate looks at: a comparison, or the figures of a candidate alone. */
export interface GateFigures
  extends Pick<ComparisonReport, "policy" | "experiments" | "differences" | "tails" | "warnings"> {
  /** Null without a baseline. */
  readonly baselineId: string | null;
}
