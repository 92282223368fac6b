const STANDSTILL_INTERVAL_MS = 1_000;

/** Shorter ones are the everyday of a busy machine. */
const TOLD_FROM_MS = 4_000;

/**
 * Tells of times in which the process did nothing at all: suspended, starved, or blocked by code that computes. Others
 * take a worker that stands still longer than `limits.heartbeatTimeoutMs` for lost and make its calls again.
 */
export function watchStandstill(options: {
  readonly now: () => number;
  /** `seconds` in which nothing ran. */
  readonly tell: (seconds: number) => void;
}): { readonly stop: () => void } {
  let last = options.now();
  const timer = setInterval(() => {
    const now = options.now();
    const stoodMs = now - last - STANDSTILL_INTERVAL_MS;
    last = now;
    if (stoodMs >= TOLD_FROM_MS) options.tell(Math.round(stoodMs / 1_000));
  }, STANDSTILL_INTERVAL_MS);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}
