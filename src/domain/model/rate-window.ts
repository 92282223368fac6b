/** Other workers find out for themselves after so long: a new key must not wait for what an old one was told. */
export const LONGEST_SHARED_PAUSE_MS = 60_000;

/** What one request takes of one limit. */
export interface RateClaim {
  /** Names the limit, such as `openai:gpt-5.4-mini/requests`. */
  readonly key: string;
  /** Requests or tokens; below 0 gives back what was taken too much. */
  readonly amount: number;
  readonly perMinute: number;
}

/**
 * Limits per minute that hold for everyone who shares the store: a generic cell rate algorithm (GCRA) per key.
 *
 * Nobody is refused: a place in line is taken, and the caller waits for it.
 */
export interface RateWindow {
  /** Takes the claims (at least one, each key once) together, and says how long to wait before the request is sent. */
  reserveRate(request: {
    readonly claims: readonly RateClaim[];
    readonly at: Date;
  }): Promise<{ readonly waitMs: number }>;
  /** Tells everyone not to call before an instant; a later one that somebody else told stays. */
  notePause(pause: { readonly key: string; readonly untilMs: number }): Promise<void>;
  /** The instant before which nobody is to call, in milliseconds since 1970; null where none was told. */
  findPauseMs(key: string): Promise<number | null>;
}

/** Half a second's worth may come at once. */
const BURST_MS = 500;
/** Of the limit's rate: leaves the burst and late timers room, so that no minute holds more than the limit. */
const USED_SHARE = 59 / 60;

/** Time that a claim moves its line forward. */
export function claimedMs({ amount, perMinute }: RateClaim): number {
  return (amount * 60_000) / (perMinute * USED_SHARE);
}

/** Wait for a claim, given where its line ends after it: a request larger than the burst waits for the line alone. */
export function waitOfClaimMs(
  claim: RateClaim,
  { lineEndsAtMs, atMs }: { readonly lineEndsAtMs: number; readonly atMs: number },
): number {
  return Math.max(0, lineEndsAtMs - atMs - Math.max(BURST_MS, claimedMs(claim)));
}
