import type { FailureOverview, ScoreNote } from "./run-store.js";

/** An overview with what its example's item is called before people; null = the item is gone. */
export type WithItem<Overview> = Overview & { readonly itemStart: string | null };

/** What failed in an experiment, and what evaluators noted, each kind with its first example. */
export interface Findings {
  readonly failures: readonly WithItem<FailureOverview>[];
  readonly notes: readonly WithItem<ScoreNote>[];
}
