import type { StoreState, StoreUnavailableError } from "./store-errors.js";

/** What keeps a store from being used, and since when. */
export interface StoreTrouble {
  readonly state: StoreState;
  /** What failed and what to do, for a person. */
  readonly message: string;
  /** ISO 8601. */
  readonly since: string;
}

/** How a store is, as the process that uses it finds it. */
export interface StoreCondition {
  /** What its last uses met; null when all is well. A lock that is waited for counts from the first refusal on. */
  readonly trouble: () => StoreTrouble | null;
  /**
   * Writes something, without effect, to see whether the store can be written: null when it can.
   * Waits for no lock longer than a second.
   */
  readonly probe: () => Promise<StoreUnavailableError | null>;
  /** @throws StoreGoneError when its file was deleted, moved or replaced. Cheap. */
  readonly checkPresence: () => void;
}
