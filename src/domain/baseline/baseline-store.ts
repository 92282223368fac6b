import type { Baseline } from "./baseline.js";

/** Baselines by definition. What was set is never removed. */
export interface BaselineStore {
  /** Appends it, and so makes it its definition's current one. The same id twice changes nothing. */
  setBaseline(baseline: Baseline): Promise<void>;
  /** The one that was set last, unless it was cleared. */
  getBaseline(definition: string): Promise<Baseline | null>;
  /** The current ones of all definitions, by definition. */
  listCurrentBaselines(): Promise<readonly Baseline[]>;
  /** All that were ever set, newest first. */
  listBaselines(definition: string): Promise<readonly Baseline[]>;
  /** Clears the current one and returns it; null if there is none. */
  clearBaseline(
    definition: string,
    cleared: { readonly at: string; readonly by: string; readonly reason: string },
  ): Promise<Baseline | null>;
}
