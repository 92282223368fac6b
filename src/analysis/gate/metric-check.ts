import type { GateCondition } from "../../domain/gate/gate.js";
import type { GateFigures } from "./gate-figures.js";
import type { GateMean } from "./read-gate-mean.js";

/** One metric's conditions on a candidate. */
export interface MetricCheck {
  readonly report: GateFigures;
  readonly candidateId: string;
  readonly metric: string;
  readonly condition: GateCondition;
  readonly mean: GateMean | undefined;
}
