import { AssayError } from "../domain/errors.js";
import { PermanentError } from "../domain/permanent-error.js";

/** A service could not be reached, broke the connection off or failed itself (5xx); another try may help. */
export class PipelineServiceFailedError extends AssayError {}

/** A service refused the request (4xx), or sends it elsewhere. */
export class PipelineRequestRejectedError extends PermanentError {}

/** An answer that no further try will make usable: HTML, another content type than JSON, too large. */
export class PipelineAnswerUnusableError extends PermanentError {}

/** An answer that is broken or lacks the output this time. */
export class PipelineAnswerInvalidError extends AssayError {}
