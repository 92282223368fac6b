import type { Kysely } from "kysely";
import type { StoreCondition } from "../domain/store-condition.js";
import { StoreLockedError, StoreUnavailableError } from "../domain/store-errors.js";
import type { Tables } from "./schema.js";
import type { StoreWatch } from "./watch-store.js";

/** A health check is to answer, not to wait. */
const PROBE_PATIENCE_MS = 1_000;

/** A store that is open: where it is, and what watches over it. */
export interface StorePlace {
  readonly now: () => Date;
  readonly place: string;
  readonly isReadOnly: boolean;
  readonly watch: StoreWatch;
  /** @throws StoreGoneError */
  readonly checkPresence: () => void;
}

/** Tells how a store is. */
export function createStoreCondition(
  db: Kysely<Tables>,
  { watch, checkPresence, place }: StorePlace,
): StoreCondition {
  const write = async (): Promise<null> => {
    // The same value again, so that nothing changes; the page is written all the same.
    await db
      .updateTable("meta")
      .set((e) => ({ value: e.ref("value") }))
      .where("key", "=", "store_id")
      .execute();
    return null;
  };
  return {
    checkPresence,
    trouble: () => watch.trouble(),
    async probe() {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<StoreUnavailableError>((resolve) => {
        const message = `The store ${place} could not be written within ${PROBE_PATIENCE_MS} ms: another process holds its lock.`;
        timer = setTimeout(() => resolve(new StoreLockedError(message)), PROBE_PATIENCE_MS);
      });
      const writing = write();
      // What comes of it later was told already.
      writing.catch(() => undefined);
      try {
        return await Promise.race([writing, late]);
      } catch (error) {
        return error instanceof StoreUnavailableError
          ? error
          : new StoreUnavailableError(`The store ${place} cannot be used.`, { cause: error });
      } finally {
        clearTimeout(timer);
      }
    },
  };
}
