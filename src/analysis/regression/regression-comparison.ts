import type { BaselineSettings } from "../../domain/baseline/baseline-settings.js";
import type { BaselineSource } from "../../domain/baseline/baseline-source.js";
import type { Experiment } from "../../domain/experiment/experiment.js";
import type { Escalation } from "../../domain/gate/escalation.js";

/** A finished experiment, and what it is compared with. */
export interface RegressionComparison {
  /** Of the configuration: what may be done when the baseline does not fit or nothing is decided. */
  readonly definition: {
    readonly name: string;
    readonly baseline?: BaselineSettings | undefined;
    readonly escalate?: Escalation | undefined;
  };
  readonly candidate: Experiment;
  /** Experiments that repeated the candidate, in order; empty at the first look. */
  readonly repeated?: readonly Experiment[];
  /** Null: there is none. */
  readonly baseline: BaselineSource | null;
  /** Whether the baseline's outputs have been judged again for this verdict already. */
  readonly isRescored?: boolean;
}
