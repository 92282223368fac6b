import type { ComparisonReport } from "../../domain/comparison/comparison-report.js";
import type { GateCondition } from "../../domain/gate/gate.js";
import type { GateMean } from "./read-gate-mean.js";

/** One metric's conditions on a candidate. */
export interface MetricCheck {
  readonly report: ComparisonReport;
  readonly candidateId: string;
  readonly metric: string;
  readonly condition: GateCondition;
  readonly mean: GateMean | undefined;
}
