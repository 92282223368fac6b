import { AssayError } from "./errors.js";

/** What keeps a store from being used; the words that health checks answer with. */
export type StoreState = "gone" | "locked" | "full" | "read_only" | "unusable";

/** The store's file or server cannot be used; the message says what to do. */
export class StoreUnavailableError extends AssayError {
  readonly state: StoreState = "unusable";
}

/** The file was deleted, moved or replaced while it was open: nothing that is written now will be found again. */
export class StoreGoneError extends StoreUnavailableError {
  override readonly state = "gone";
}

/** Another process has held the write lock for longer than anything of Assay's takes. */
export class StoreLockedError extends StoreUnavailableError {
  override readonly state = "locked";
}

/** There is no room to write. */
export class StoreFullError extends StoreUnavailableError {
  override readonly state = "full";
}

/** It can be read, and not written. */
export class StoreReadOnlyError extends StoreUnavailableError {
  override readonly state = "read_only";
}
