/**
 * Base of every error Assay raises on purpose. The class name is the failure type that Temporal and
 * the command line show, so it is an interface: rename it only with a changelog entry.
 */
export abstract class AssayError extends Error {
  /** The class name; what scripts match on. */
  readonly code: string;

  constructor(message: string, options: { readonly cause?: unknown } = {}) {
    super(message, options);
    this.name = new.target.name;
    this.code = new.target.name;
  }
}
