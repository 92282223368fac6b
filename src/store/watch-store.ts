import type { StoreTrouble } from "../domain/store-condition.js";
import { StoreUnavailableError } from "../domain/store-errors.js";

/** Waiting for another process's write is no trouble before so long. */
const UNREMARKABLE_MS = 1_000;

/** Remembers what uses of a store met, for those who want to know how it is. */
export class StoreWatch {
  #trouble: { readonly error: StoreUnavailableError; readonly sinceMs: number } | null = null;
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
    this.#trouble = null;
  }

  /** Keeps the first of several of the same kind in a row, for its time. */
  onError(error: unknown): void {
    if (!(error instanceof StoreUnavailableError)) return;
    const sinceMs =
      this.#trouble?.error.state === error.state ? this.#trouble.sinceMs : this.#now().getTime();
    this.#trouble = { error, sinceMs };
  }

  /** How long the store has refused in this way, in milliseconds; 0 when it does not. */
  lastsMs(): number {
    return this.#trouble === null ? 0 : this.#now().getTime() - this.#trouble.sinceMs;
  }

  trouble(): StoreTrouble | null {
    if (this.#trouble === null) return null;
    const { error, sinceMs } = this.#trouble;
    if (error.state === "locked" && this.lastsMs() < UNREMARKABLE_MS) return null;
    return { state: error.state, message: error.message, since: new Date(sinceMs).toISOString() };
  }
}
