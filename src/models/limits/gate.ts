/** Lets this many through at once, first come first served; the number may change at any time. */
export class Gate {
  #inUse = 0;
  readonly #capacity: () => number;
  readonly #waiting: (() => void)[] = [];

  constructor(capacity: () => number) {
    this.#capacity = capacity;
  }

  get inUse(): number {
    return this.#inUse;
  }

  /** True when more are inside than may be, since the capacity shrank. */
  get isOverfull(): boolean {
    return this.#inUse > this.#capacity();
  }

  /** Waits for a place. @throws the signal's reason when it is aborted first. */
  async enter(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#waiting.length === 0 && this.#inUse < this.#capacity()) {
      this.#inUse += 1;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const admit = (): void => {
        signal.removeEventListener("abort", leaveLine);
        this.#inUse += 1;
        resolve();
      };
      const leaveLine = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(admit), 1);
        reject(signal.reason);
      };
      signal.addEventListener("abort", leaveLine, { once: true });
      this.#waiting.push(admit);
    });
  }

  leave(): void {
    this.#inUse -= 1;
    // More than one when the capacity has grown.
    while (this.#inUse < this.#capacity()) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      next();
    }
  }
}
