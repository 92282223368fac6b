import type { Store } from "../../../src/domain/store.js";

/** A place for one store: `open` opens the same again and again, as other processes would. */
export interface StorePlace {
  open(now?: () => Date): Promise<Store>;
  remove(): Promise<void>;
}
