/** Why there is no value: a short reason in snake_case for counting, and a comment for people. */
export interface Unscored {
  readonly unscoredReason: string;
  readonly comment: string | null;
}

/** True for an `Unscored` among other results. */
export function isUnscored(result: unknown): result is Unscored {
  return typeof result === "object" && result !== null && "unscoredReason" in result;
}
