import { afterEach, beforeEach } from "@jest/globals";
import type { Store } from "../../../src/domain/store.js";
import type { StorePlace } from "./store-place.js";

/** A place of its own for each test, and the store that was opened there. */
interface Opened {
  readonly place: StorePlace;
  readonly store: Store;
}

/** Opens a store before each test of the suite around it, by a clock that stands still when `at` is given. */
export function openBeforeEach(
  { make, at }: { readonly make: () => StorePlace; readonly at?: string },
  use: (opened: Opened) => void,
): void {
  const now = at === undefined ? undefined : () => new Date(at);
  let opened: Opened;
  beforeEach(async () => {
    const place = make();
    opened = { place, store: await place.open(now) };
    use(opened);
  });
  afterEach(async () => {
    await opened.store.close();
    await opened.place.remove();
  });
}
