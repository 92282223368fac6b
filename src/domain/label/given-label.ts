/** A label from outside the store, with whatever names its run. */
export interface GivenLabel {
  readonly run:
    | { readonly runId: string }
    | { readonly traceId: string }
    | { readonly experiment: string; readonly itemId: string; readonly repetition: number | null };
  readonly value: number;
}

/** Ends of the labels' scale; they are mapped to 0–1. */
export interface LabelScale {
  readonly minimum: number;
  readonly maximum: number;
}
