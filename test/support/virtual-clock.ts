import type { LimitClock } from "../../src/models/limits/limit-clock.js";

interface Timer {
  readonly atMs: number;
  readonly ring: () => void;
}

/** Time that passes only when the test says so, from one awaited instant to the next. */
export class VirtualClock implements LimitClock {
  #nowMs: number;
  #timers: Timer[] = [];

  constructor(startMs: number) {
    this.#nowMs = startMs;
  }

  readonly nowMs = (): number => this.#nowMs;

  readonly wait = (milliseconds: number, signal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const stop = (): void => {
        this.#timers = this.#timers.filter((other) => other !== timer);
        reject(signal.reason);
      };
      const timer: Timer = {
        atMs: this.#nowMs + milliseconds,
        ring: () => {
          signal.removeEventListener("abort", stop);
          resolve();
        },
      };
      if (signal.aborted) {
        reject(signal.reason);
        return;
      }
      signal.addEventListener("abort", stop, { once: true });
      this.#timers.push(timer);
    });

  /** Lets time pass until a promise settles. @throws when nothing is awaited any more. */
  async runUntil<Value>(settling: Promise<Value>): Promise<Value> {
    let isSettled = false;
    const settle = (): void => {
      isSettled = true;
    };
    settling.then(settle, settle);
    for (;;) {
      // Everything that can happen at this instant happens first.
      await new Promise((resolve) => setImmediate(resolve));
      if (isSettled) return await settling;
      const next = this.#timers.reduce<Timer | null>(
        (first, timer) => (first === null || timer.atMs < first.atMs ? timer : first),
        null,
      );
      if (next === null) throw new Error("Time stands still: nothing is awaited, and the promise is open.");
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.ring();
    }
  }
}
