import type { StoreTrouble } from "../domain/store-condition.js";
import { StoreUnavailableError } from "../domain/store-errors.js";

/** Waiting for another process's write is no trouble before so long. */
const UNREMARKABLE_MS = 1_000;

/**
 * A disk that is nearly full takes a small write after it has refused a large one, which is tried again within a minute:
 * it is well only when nothing has been refused for longer than that.
 */
const LAST_REFUSAL_COUNTS_MS = 70_000;

interface Met {
  readonly error: StoreUnavailableError;
  readonly sinceMs: number;
  readonly lastMs: number;
  wroteSince: boolean;
}

/** Remembers what uses of a store met, for those who want to know how it is. */
export class StoreWatch {
  #trouble: Met | null = null;
  readonly #now: () => Date;

  constructor(now: () => Date) {
    this.#now = now;
  }

  /** The write lock was had. */
  onLock(): void {
    if (this.#trouble?.error.state === "locked") this.#trouble = null;
  }

  /** Something was written for good. */
  onWrite(): void {
    if (this.#trouble !== null) this.#trouble.wroteSince = true;
  }

  /** Keeps the first of several of the same kind in a row, for its time. */
  onError(error: unknown): void {
    if (!(error instanceof StoreUnavailableError)) return;
    const nowMs = this.#now().getTime();
    const known = this.#current();
    const sinceMs = known?.error.state === error.state ? known.sinceMs : nowMs;
    this.#trouble = { error, sinceMs, lastMs: nowMs, wroteSince: false };
  }

  /** How long the store has refused in this way, in milliseconds; 0 when it does not. */
  lastsMs(): number {
    const current = this.#current();
    return current === null ? 0 : this.#now().getTime() - current.sinceMs;
  }

  trouble(): StoreTrouble | null {
    const current = this.#current();
    if (current === null) return null;
    const { error, sinceMs } = current;
    if (error.state === "locked" && this.lastsMs() < UNREMARKABLE_MS) return null;
    return { state: error.state, message: error.message, since: new Date(sinceMs).toISOString() };
  }

  #current(): Met | null {
    if (this.#trouble === null || !this.#trouble.wroteSince) return this.#trouble;
    const { error, lastMs } = this.#trouble;
    const isNearlyFull = error.state === "full" || error.state === "unusable";
    return isNearlyFull && this.#now().getTime() - lastMs < LAST_REFUSAL_COUNTS_MS ? this.#trouble : null;
  }
}
