/** Time as limits see it; tests bring their own. */
export interface LimitClock {
  /** Milliseconds since 1970. */
  readonly nowMs: () => number;
  /** @throws the signal's reason when it is aborted first. */
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

/** The machine's time. */
export const machineClock: LimitClock = {
  nowMs: () => Date.now(),
  wait: (milliseconds, signal) =>
    new Promise((resolve, reject) => {
      const stop = (): void => {
        clearTimeout(timer);
        reject(signal.reason);
      };
      const timer = setTimeout(() => {
        signal.removeEventListener("abort", stop);
        resolve();
      }, milliseconds);
      if (signal.aborted) stop();
      else signal.addEventListener("abort", stop, { once: true });
    }),
};
