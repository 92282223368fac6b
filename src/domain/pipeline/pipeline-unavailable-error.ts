import { TransientModelError } from "../model/model-errors.js";

/**
 * A service under test cannot answer now, and may later: 429 or 503. Treated like a model that cannot answer:
 * the call is made again later, after what the service asked to wait, and no try is used up by it.
 */
export class PipelineUnavailableError extends TransientModelError {}
