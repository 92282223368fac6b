import { formatDuration } from "../formatting/format-duration.js";
import type { ServerStatus } from "./server-status.js";
import { TemporalServerLostError } from "./temporal-errors.js";

const WATCH_INTERVAL_MS = 1_000;
/** A server that answers is asked again after this many looks. */
const LOOKS_PER_PING = 5;
/** One lost answer is no news. */
const MISSES_UNTIL_LOST = 2;
/** A server that is alive and has not answered for so long, however often it was asked, hangs. */
const HUNG_MS = 20_000;
const MISSES_UNTIL_HUNG = 4;
/** Between two attempts to restart of which the first could not even be made. */
const AFTER_ERROR_MS = 5_000;

/** A server as its watch sees it. */
export interface WatchedServer {
  readonly address: string;
  /** Resolves when the server answers; rejects, within a bounded time, with why it does not. */
  ping(): Promise<void>;
  /** What only the embedded server has: a process, which can be started again. */
  readonly process?: {
    /** `ended by SIGKILL`; null while it lives. */
    ended(): string | null;
    /** Calls when `ended` has something new to say, where that is known at once. */
    onEnded(listener: () => void): void;
    restart(reason: string): Promise<RestartOutcome>;
    /** What keeps a server that answers from its work; null when nothing does. */
    obstacle(): Promise<string | null>;
  };
}

/** The result of restarting a server. */
export type RestartOutcome =
  /** `how`: `restarted in 812 ms (process 4711)`. */
  | { readonly isBack: true; readonly how: string; readonly status: ServerStatus }
  | { readonly isBack: false; readonly status: ServerStatus; readonly nextAttemptMs: number };

/** A watch under way. */
export interface ServerWatch {
  status(): ServerStatus;
  /**
   * Rejects when the embedded server could not be brought back, for those that wait for what only it can tell. The watch
   * goes on trying all the same.
   *
   * @throws TemporalServerLostError
   */
  readonly lost: Promise<never>;
  stop(): Promise<void>;
}

/**
 * Watches a server until stopped: says once when it is lost and once when it is back, and has the embedded one
 * restarted when its process ends or hangs.
 */
export function watchServer(server: WatchedServer, warn: (line: string) => void): ServerWatch {
  const watch = new Watch(server, warn);
  const done = watch.run();
  return {
    status: () => watch.status,
    lost: watch.lost,
    stop: async () => {
      watch.end();
      await done;
    },
  };
}

class Watch {
  readonly lost: Promise<never>;
  status: ServerStatus;
  #fail: (error: TemporalServerLostError) => void = () => undefined;
  #isStopped = false;
  #wake: () => void = () => undefined;
  #misses = 0;
  /** Of the first missed answer, by the monotonic clock; null while it answers. */
  #missedSince: number | null = null;

  constructor(
    readonly server: WatchedServer,
    readonly warn: (line: string) => void,
  ) {
    const since = new Date().toISOString();
    const { address } = server;
    this.status = { state: "running", address, since, lastError: null, restarts: 0, lastRestart: null };
    this.lost = new Promise((_, reject) => {
      this.#fail = reject;
    });
    // Most do not wait for anything.
    this.lost.catch(() => undefined);
    server.process?.onEnded(() => this.#wake());
  }

  end(): void {
    this.#isStopped = true;
    this.#wake();
  }

  async run(): Promise<void> {
    for (let look = 1; !this.#isStopped; look += 1) {
      const end = this.server.process?.ended() ?? null;
      if (end !== null) await this.#bringBack(end);
      else if (this.#missedSince !== null || look % LOOKS_PER_PING === 0) await this.#ask();
      await this.#pause(WATCH_INTERVAL_MS);
    }
  }

  async #ask(): Promise<void> {
    const askedAt = performance.now();
    const error = await this.server.ping().then(
      () => null,
      (reason: unknown) => (reason instanceof Error ? reason.message : String(reason)),
    );
    if (this.#isStopped) return;
    if (error === null) return this.#answered((await this.server.process?.obstacle()) ?? null);
    // A process that has just ended is not unreachable, but to be restarted.
    if ((this.server.process?.ended() ?? null) !== null) return;
    this.#misses += 1;
    this.#missedSince ??= askedAt;
    if (this.#misses === MISSES_UNTIL_LOST) this.#lose(error);
    const silentMs = performance.now() - this.#missedSince;
    const hangs = silentMs >= HUNG_MS && this.#misses >= MISSES_UNTIL_HUNG;
    if (hangs && this.server.process !== undefined)
      await this.#bringBack(`did not answer for ${formatDuration(silentMs)}`);
  }

  #answered(obstacle: string | null): void {
    if (this.status.state === "unreachable") {
      const lostMs = performance.now() - (this.#missedSince ?? performance.now());
      this.warn(
        `the connection to the Temporal server at ${this.server.address} is back after ${formatDuration(lostMs)}`,
      );
      this.status = { ...this.status, state: "running", since: new Date().toISOString(), lastError: null };
    }
    this.#forget();
    if ((this.status.state === "obstructed") !== (obstacle !== null)) this.#obstruct(obstacle);
  }

  #obstruct(obstacle: string | null): void {
    const since = new Date().toISOString();
    const { address } = this.server;
    if (obstacle === null) {
      const lastedMs = Date.now() - Date.parse(this.status.since);
      this.warn(`the Temporal server at ${address} can work again after ${formatDuration(lastedMs)}`);
      this.status = { ...this.status, state: "running", since, lastError: null };
    } else {
      this.warn(
        `the Temporal server at ${address} cannot work: ${obstacle}. Runs wait until it can work again.`,
      );
      this.status = { ...this.status, state: "obstructed", since, lastError: obstacle };
    }
  }

  #lose(error: string): void {
    this.warn(
      `lost the connection to the Temporal server at ${this.server.address}: ${error}. Runs wait until it is back.`,
    );
    this.status = { ...this.status, state: "unreachable", since: new Date().toISOString(), lastError: error };
  }

  async #bringBack(reason: string): Promise<void> {
    const lostAt = this.#missedSince ?? performance.now();
    for (let told: string | null = null; !this.#isStopped; ) {
      const { process } = this.server;
      if (process === undefined) return;
      const outcome = await process.restart(reason).catch((error: unknown) => {
        const message = error instanceof Error ? error.message : String(error);
        if (message !== told) {
          this.warn(
            `the Temporal server at ${this.server.address} ${reason}, and cannot be restarted: ${message} Next attempt in ${formatDuration(AFTER_ERROR_MS)}.`,
          );
        }
        told = message;
        return null;
      });
      if (outcome === null) {
        await this.#pause(AFTER_ERROR_MS);
        continue;
      }
      this.status = outcome.status;
      if (outcome.isBack) {
        const after =
          told !== null || this.#missedSince !== null
            ? `, after ${formatDuration(performance.now() - lostAt)} without it`
            : "";
        this.warn(`the Temporal server at ${this.server.address} ${reason}; ${outcome.how}${after}`);
        return this.#forget();
      }
      if (outcome.status.lastError !== told) {
        told = outcome.status.lastError;
        const next = `next attempt in ${formatDuration(outcome.nextAttemptMs)}`;
        this.warn(
          `the Temporal server at ${this.server.address} ${outcome.status.lastError}. Runs wait until it is back; ${next}.`,
        );
      }
      if (outcome.status.state === "failed")
        this.#fail(new TemporalServerLostError(this.server.address, outcome.status.lastError ?? reason));
      await this.#pause(outcome.nextAttemptMs);
    }
  }

  #forget(): void {
    this.#misses = 0;
    this.#missedSince = null;
  }

  /** Ends early when the watch is stopped, or when the process ends. */
  async #pause(ms: number): Promise<void> {
    if (this.#isStopped) return;
    await new Promise<void>((resolve) => {
      // Nothing is left to watch for where nothing else keeps the process running.
      const timer = setTimeout(resolve, ms).unref();
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
