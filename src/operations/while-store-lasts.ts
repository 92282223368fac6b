import type { StoreCondition } from "../domain/store-condition.js";
import { StoreUnavailableError } from "../domain/store-errors.js";

const STORE_LOOK_INTERVAL_MS = 1_000;
/** A write each time would be many. */
const LOOKS_PER_PROBE = 5;
/** So long somebody may make room or end what holds the lock, before what waits gives up. */
const STORE_PATIENCE_MS = 120_000;

/**
 * Waits for something whose result will be read from the store, as long as there is a point in it: not once the store's
 * file is gone, nor when the store could not be written for two minutes.
 *
 * @throws StoreGoneError, StoreUnavailableError; whatever is waited for throws
 */
export async function whileStoreLasts<Result>(
  store: StoreCondition,
  waiting: Promise<Result>,
  patienceMs = STORE_PATIENCE_MS,
): Promise<Result> {
  const end = new AbortController();
  // Nobody listens any more when the store fails first.
  waiting.catch(() => undefined);
  return await Promise.race([waiting, untilStoreFails(store, { signal: end.signal, patienceMs })]).finally(
    () => end.abort(),
  );
}

/** Never resolves; looks until the signal is aborted. */
function untilStoreFails(
  store: StoreCondition,
  { signal, patienceMs }: { readonly signal: AbortSignal; readonly patienceMs: number },
): Promise<never> {
  return new Promise((_, reject) => {
    let looks = 0;
    let refusedSinceMs: number | null = null;
    const look = async (): Promise<void> => {
      store.checkPresence();
      looks += 1;
      if (looks % LOOKS_PER_PROBE !== 0) return;
      const refused = await store.probe();
      if (refused === null) refusedSinceMs = null;
      else refusedSinceMs ??= Date.now();
      if (refused === null || refusedSinceMs === null || Date.now() - refusedSinceMs < patienceMs) return;
      throw new StoreUnavailableError(
        `Given up after ${Math.round(patienceMs / 1_000)} s without a store. ${refused.message}`,
        { cause: refused },
      );
    };
    let timer: NodeJS.Timeout | undefined;
    const again = (): void => {
      if (signal.aborted) return;
      timer = setTimeout(() => look().then(again, reject), STORE_LOOK_INTERVAL_MS);
    };
    signal.addEventListener("abort", () => clearTimeout(timer), { once: true });
    again();
  });
}
