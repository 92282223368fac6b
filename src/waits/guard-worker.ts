import type { Logger } from "pino";
import type { StoreCondition } from "../domain/store-condition.js";
import { StoreGoneError } from "../domain/store-errors.js";
import type { WaitCause } from "../domain/wait/wait.js";
import type { WaitStore } from "../domain/wait/wait-store.js";
import { lookOut } from "./look-out.js";
import { publishWaits } from "./publish-waits.js";
import type { WaitBook } from "./wait-book.js";

const STORE_INTERVAL_MS = 1_000;
const TEMPORAL_INTERVAL_MS = 5_000;

/** What a worker needs to work, and its record of what waits. */
export interface GuardedWorker {
  readonly book: WaitBook;
  readonly store: WaitStore & StoreCondition;
  readonly reporter: string;
  /** Null where somebody else tells. */
  readonly logger: Logger | null;
  /** Rejects when the Temporal server does not answer. */
  readonly askTemporal: () => Promise<unknown>;
}

/**
 * Reports everything that stands still in a worker: waits go to the store and the log, a store that refuses to the log,
 * each once with its reason and again when it is over. A Temporal server that does not answer is one of the waits; it
 * is logged where the connection is watched.
 */
export function guardWorker({ book, store, reporter, logger, askTemporal }: GuardedWorker): {
  /** Resolves when the store's file is gone, after which nothing can be kept. */
  readonly lost: Promise<void>;
  /** @throws StoreGoneError when it is. */
  readonly throwIfLost: () => void;
  readonly stop: () => Promise<void>;
} {
  const publication = publishWaits({
    book,
    store,
    reporter,
    onLong: ({ cause, subject, scope, since, until, calls }) =>
      logger?.[levelOf(cause, "warn")]({ cause, subject, scope, since, until, calls }, "calls wait"),
    onOver: ({ cause, subject, scope, calls }, lastedMs) =>
      logger?.[levelOf(cause, "info")](
        { cause, subject, scope, calls, seconds: Math.round(lastedMs / 1_000) },
        "calls no longer wait",
      ),
  });
  let endTemporalWait: () => void = () => undefined;
  const temporal = lookOut({
    intervalMs: TEMPORAL_INTERVAL_MS,
    look: askTemporal,
    onTrouble: (error) => {
      const reason = error instanceof Error ? error.message : String(error);
      endTemporalWait = book.begin({
        cause: "temporal",
        subject: `it does not answer (${reason})`,
        scope: null,
      });
    },
    onRecovery: () => endTemporalWait(),
  });
  let gone: StoreGoneError | null = null;
  let lose: () => void = () => undefined;
  const lost = new Promise<void>((resolve) => {
    lose = resolve;
  });
  const condition = lookOut({
    intervalMs: STORE_INTERVAL_MS,
    look: async () => {
      store.checkPresence();
      const trouble = store.trouble();
      if (trouble !== null) throw trouble;
    },
    onTrouble: (error) => {
      const { message } = error as { readonly message: string };
      logger?.error({ reason: message }, "the store cannot be used");
      if (!(error instanceof StoreGoneError)) return;
      gone = error;
      lose();
    },
    onRecovery: (lastedMs) =>
      logger?.info({ seconds: Math.round(lastedMs / 1_000) }, "the store can be used again"),
  });
  return {
    lost,
    throwIfLost: () => {
      if (gone !== null) throw gone;
    },
    stop: async () => {
      condition.stop();
      temporal.stop();
      await publication.stop();
    },
  };
}

/** Calls always wait for those before them; a server that is away is told by its own watch. */
function levelOf(cause: WaitCause, level: "warn" | "info"): "warn" | "info" | "debug" {
  return cause === "concurrency" || cause === "temporal" ? "debug" : level;
}
