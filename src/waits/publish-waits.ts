import type { Wait } from "../domain/wait/wait.js";
import type { WaitStore } from "../domain/wait/wait-store.js";
import type { WaitBook } from "./wait-book.js";
import { createWaitLog, type WaitListener } from "./wait-log.js";

/** Others look every second or two. */
const PUBLISH_INTERVAL_MS = 2_000;
/** What waits for less is the usual taking of turns, and no news. */
const SHORTEST_TOLD_MS = 1_000;
/** A worker that dies leaves its last word behind for so long. */
const LIFETIME_MS = 15_000;

/** Where a worker's waits go. */
export interface WaitPublication extends WaitListener {
  readonly book: Pick<WaitBook, "list">;
  readonly store: WaitStore;
  /** Names the worker. */
  readonly reporter: string;
  readonly now?: () => Date;
}

/** Tells the store every two seconds what waits, and the log once per reason what waits for long. */
export function publishWaits(publication: WaitPublication): {
  readonly stop: () => Promise<void>;
  /** One round; the timer's work, for tests. */
  readonly publish: () => Promise<void>;
} {
  const { book, store, reporter, now = () => new Date() } = publication;
  const log = createWaitLog(publication);
  let isTold = false;
  const tell = async (waits: readonly Wait[]): Promise<void> => {
    const atMs = now().getTime();
    if (waits.length === 0 && !isTold) return;
    isTold = waits.length > 0;
    await store.putWaits({
      reporter,
      waits: waits.map((wait) => ({
        wait,
        // What is handed back is waited for by nobody in particular: it holds until its end, whoever dies.
        expiresAt: new Date(
          Math.max(atMs, wait.cause === "retry" && wait.until !== null ? Date.parse(wait.until) : 0) +
            LIFETIME_MS,
        ),
      })),
    });
  };
  const publish = async (): Promise<void> => {
    const atMs = now().getTime();
    const ageMs = ({ since }: Wait): number => (since === null ? 0 : atMs - Date.parse(since));
    const waits = book.list();
    log(waits, atMs);
    // A store that cannot be written is itself told of, by those who watch it.
    await tell(waits.filter((wait) => ageMs(wait) >= SHORTEST_TOLD_MS)).catch(() => undefined);
  };
  let round: Promise<void> | null = null;
  const timer = setInterval(() => {
    round ??= publish().finally(() => {
      round = null;
    });
  }, PUBLISH_INTERVAL_MS);
  return {
    publish,
    stop: async () => {
      clearInterval(timer);
      await round;
      await tell([]).catch(() => undefined);
    },
  };
}
