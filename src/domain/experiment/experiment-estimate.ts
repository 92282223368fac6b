/** What an experiment will probably take. */
export interface ExperimentEstimate {
  readonly variant: string;
  readonly runs: number;
  readonly sampledItems: number;
  readonly calls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Null = a price is unknown. */
  readonly costUsd: number | null;
  /** As `provider:model`; each is why the cost is unknown. */
  readonly unpricedModels: readonly string[];
  /** Pipelines and evaluators whose own code asks models or services: what they take cannot be told. */
  readonly notEstimated: readonly string[];
}
