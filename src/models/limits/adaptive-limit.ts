const FIRST_BACKOFF_MS = 500;
const LONGEST_BACKOFF_MS = 30_000;
/** Outcomes that the share of refusals looks back on. */
const REMEMBERED = 20;
/** From this share of refusals on, the model as a whole is over its limit. */
const OVERLOADED = 0.5;

/** When a call began and when its outcome was known, in milliseconds. */
export interface CallTimes {
  readonly startedAtMs: number;
  readonly endedAtMs: number;
}

/**
 * How many calls of one model may be in flight, and from when: additive increase, multiplicative decrease.
 *
 * A 429 shrinks the limit by the share of calls that were refused of late, down to half of it, once while its
 * Retry-After lasts and once for all calls that were already under way; a round of good answers adds one. When half
 * the calls are refused, the whole model pauses for the Retry-After; below, only the refused call waits, since the
 * others get through. Failures of the server only make the model pause, longer each time: fewer calls at once would
 * not mend it.
 */
export class AdaptiveLimit {
  #limit: number;
  #pausedUntilMs = 0;
  #refusedShare = 0;
  #limitBeforeShrinking = 0;
  #shrunkAtMs = Number.NEGATIVE_INFINITY;
  #mayShrinkAtMs = Number.NEGATIVE_INFINITY;
  #failuresInARow = 0;
  #backedOffAtMs = Number.NEGATIVE_INFINITY;
  readonly #most: number;
  readonly #random: () => number;

  constructor(options: { readonly most: number; readonly random: () => number }) {
    this.#limit = options.most;
    this.#most = options.most;
    this.#random = options.random;
  }

  /** Calls that may be in flight at once, at least 1. */
  get limit(): number {
    return Math.floor(this.#limit);
  }

  /** No call is to start before. */
  get pausedUntilMs(): number {
    return this.#pausedUntilMs;
  }

  /** Another worker has met the limit. */
  pauseUntil(untilMs: number): void {
    this.#pausedUntilMs = Math.max(this.#pausedUntilMs, untilMs);
  }

  onAnswer({ startedAtMs }: CallTimes): void {
    this.#failuresInARow = 0;
    this.#refusedShare -= this.#refusedShare / REMEMBERED;
    // What was sent before the limit shrank says nothing about the limit now.
    if (startedAtMs >= this.#shrunkAtMs) this.#limit = Math.min(this.#most, this.#limit + 1 / this.#limit);
  }

  onRateLimited(
    { startedAtMs, endedAtMs }: CallTimes,
    { inFlight, retryAfterMs }: { readonly inFlight: number; readonly retryAfterMs: number | null },
  ): void {
    this.#refusedShare += (1 - this.#refusedShare) / REMEMBERED;
    const waitMs = retryAfterMs ?? this.#backOff({ startedAtMs, endedAtMs });
    if (retryAfterMs === null || this.#refusedShare >= OVERLOADED) this.#pause(endedAtMs, waitMs);
    if (startedAtMs >= this.#shrunkAtMs && endedAtMs >= this.#mayShrinkAtMs) {
      this.#limitBeforeShrinking = Math.min(this.#limit, inFlight);
      this.#shrunkAtMs = endedAtMs;
      this.#mayShrinkAtMs = endedAtMs + waitMs;
    }
    // Refusals that belong together shrink it once, by the share that they amount to in the end.
    const kept = Math.max(1 - OVERLOADED, 1 - this.#refusedShare);
    this.#limit = Math.max(1, Math.min(this.#limit, Math.ceil(this.#limitBeforeShrinking * kept)));
  }

  onUnavailable(times: CallTimes, { retryAfterMs }: { readonly retryAfterMs: number | null }): void {
    this.#pause(times.endedAtMs, retryAfterMs ?? this.#backOff(times));
  }

  /** Half to whole of an interval that doubles; calls that fail together count once. */
  #backOff({ startedAtMs, endedAtMs }: CallTimes): number {
    if (startedAtMs < this.#backedOffAtMs) return 0;
    this.#backedOffAtMs = endedAtMs;
    const interval = Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** this.#failuresInARow);
    this.#failuresInARow += 1;
    return interval * (0.5 + 0.5 * this.#random());
  }

  #pause(fromMs: number, forMs: number): void {
    this.pauseUntil(fromMs + forMs);
  }
}
