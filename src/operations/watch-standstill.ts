const STANDSTILL_INTERVAL_MS = 1_000;

/** Shorter ones are the everyday of a busy machine. */
const TOLD_FROM_MS = 4_000;

/** A task that the process received before it stood still begins within this time after. */
const WAKING_MS = 2_000;

/** What is known of the times in which the process ran. */
export interface StandstillWatch {
  /**
   * The last moment at which the process is known to have run, in milliseconds since 1970: now, but shortly after a
   * standstill its beginning. Work that begins then may have been received, and given away, before.
   */
  readonly lastRan: () => number;
  readonly stop: () => void;
}

/**
 * Tells of times in which the process did nothing at all: suspended, starved, or blocked by code that computes. Others
 * take a worker that stands still longer than `limits.heartbeatTimeoutMs` for lost and make its calls again.
 */
export function watchStandstill(options: {
  readonly now: () => number;
  /** `seconds` in which nothing ran. */
  readonly tell: (seconds: number) => void;
}): StandstillWatch {
  let last = options.now();
  let standstill = { from: last, until: Number.NEGATIVE_INFINITY };
  const look = (): number => {
    const now = options.now();
    const stoodMs = now - last - STANDSTILL_INTERVAL_MS;
    if (stoodMs >= TOLD_FROM_MS) {
      standstill = { from: last, until: now };
      options.tell(Math.round(stoodMs / 1_000));
    }
    last = now;
    return now;
  };
  const timer = setInterval(look, STANDSTILL_INTERVAL_MS);
  timer.unref();
  return {
    lastRan: () => {
      // Work may wake before the timer does.
      const now = look();
      return now - standstill.until < WAKING_MS ? standstill.from : now;
    },
    stop: () => clearInterval(timer),
  };
}
