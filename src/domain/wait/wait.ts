/** What something waits for. Scripts and health checks can rely on these words. */
export type WaitCause =
  | "rate_limit"
  | "model_pause"
  | "concurrency"
  | "retry"
  | "budget"
  | "paused"
  | "no_worker"
  | "temporal"
  | "store";

/** Why calls or a whole experiment wait, since when, and until when. */
export interface Wait {
  /** The reason in one word; docs/operations.md says what to do for each. */
  readonly cause: WaitCause;
  /** What is waited for, such as a model's name. It contains nothing of an item, so logs may contain it. */
  readonly subject: string;
  /** The experiment or comparison that waits; null = all. */
  readonly scope: string | null;
  /** Further details, such as a provider's answer; may quote an item. Null if there are none. */
  readonly detail: string | null;
  /** Start of the longest wait, ISO 8601. Null if it is not known. */
  readonly since: string | null;
  /** End of the last wait, ISO 8601. Null if it depends on an event. */
  readonly until: string | null;
  /** Number of waiting calls; 0 if the experiment as a whole waits. */
  readonly calls: number;
}
