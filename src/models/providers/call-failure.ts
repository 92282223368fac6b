/** What a provider's error says. */
export interface CallFailure {
  readonly status: number;
  readonly code: string | null;
  readonly message: string | null;
}

/** Failures that providers tell in words of their own. */
export type FailureKind = "no-credit" | "no-such-model" | "content-filter";
