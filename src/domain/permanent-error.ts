import { AssayError } from "./errors.js";

/**
 * A failure that a retry cannot repair. A pipeline or evaluator that throws it is not retried: the run or
 * the evaluation fails at once, with this message.
 */
export class PermanentError extends AssayError {
  /** What `isPermanentError` looks at; a user's own error class may carry it too. */
  readonly permanent = true;
}

/**
 * True for a `PermanentError` and for any error with `permanent: true`.
 *
 * Looks at the property, not at the class: a user's configuration may have been loaded with another copy of
 * this module, for which `instanceof` would say no.
 */
export function isPermanentError(error: unknown): error is Error & { readonly permanent: true } {
  return error instanceof Error && "permanent" in error && error.permanent === true;
}
