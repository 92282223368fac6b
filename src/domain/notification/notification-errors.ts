import { AssayError } from "../errors.js";
import { PermanentError } from "../permanent-error.js";

/** A message cannot be delivered this way, however often it is tried. */
export class NotificationRefusedError extends PermanentError {}

/** A receiver cannot take a message now; it is tried again. */
export class NotificationUndeliveredError extends AssayError {
  constructor(
    message: string,
    readonly retryAfterMs: number | null = null,
    options: { readonly cause?: unknown } = {},
  ) {
    super(message, options);
  }
}

/** Variables of a channel are not set. */
export class NotificationVariableMissingError extends PermanentError {
  constructor(channel: string, names: readonly string[]) {
    super(
      `The ${channel} notification reads ${names.join(", ")} from the environment, which ${names.length === 1 ? "is" : "are"} not set or empty.`,
    );
  }
}
