/** The options of `assay ci`. */
export interface CiOptions {
  readonly baseline: readonly string[];
  readonly variant?: string;
  readonly budgetUsd?: number;
  readonly timeout?: number;
  /** True: since the branch that this one goes into. */
  readonly changed?: string | true;
  readonly junit?: string;
  readonly markdown?: string;
  /** True: to stdout. */
  readonly json?: string | boolean;
}
