/** A label from outside the store, with a reference to its run. */
export interface GivenLabel {
  /** The run by its id, by its trace, or by experiment, item and repetition. */
  readonly run:
    | { readonly runId: string }
    | { readonly traceId: string }
    | { readonly experiment: string; readonly itemId: string; readonly repetition: number | null };
  /** What somebody says of it. */
  readonly value: number;
}

/** Ends of the labels' scale; they are mapped to 0–1. */
export interface LabelScale {
  /** Becomes 0. */
  readonly minimum: number;
  /** Becomes 1. */
  readonly maximum: number;
}
