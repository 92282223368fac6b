/** What something waits for; scripts and health checks match on these words. */
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

/** Why calls or a whole experiment stand still, since when, and until when. */
export interface Wait {
  /** What stands still and why, in one word: docs/operations.md tells what to do for each. */
  readonly cause: WaitCause;
  /** What is waited for, such as a model's name. Holds nothing of an item, so that logs may have it. */
  readonly subject: string;
  /** The experiment or comparison that waits; null = all. */
  readonly scope: string | null;
  /** What else is known, such as a provider's answer; may quote an item. Null where nothing is. */
  readonly detail: string | null;
  /** ISO 8601; of the one that waits longest. Null where nobody knows. */
  readonly since: string | null;
  /** ISO 8601; when the last of them goes on. Null = when something happens. */
  readonly until: string | null;
  /** Calls that wait. 0 where it is not calls that wait, but the whole. */
  readonly calls: number;
}
