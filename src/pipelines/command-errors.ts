import { AssayError } from "../domain/errors.js";
import { PermanentError } from "../domain/permanent-error.js";

/** A command cannot be started: not found, not executable, no such folder. */
export class CommandNotStartedError extends PermanentError {}

/** A command ended with another exit code than 0, or by a signal. */
export class CommandFailedError extends AssayError {}

/** A command ended well but printed no JSON. */
export class CommandOutputInvalidError extends AssayError {}

/** A command printed more than is allowed. */
export class CommandOutputTooLargeError extends PermanentError {}
