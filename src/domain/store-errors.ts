import { AssayError } from "./errors.js";

/** The store's file or server cannot be used; the message says what to do. */
export class StoreUnavailableError extends AssayError {}
