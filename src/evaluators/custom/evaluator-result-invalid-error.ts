import { PermanentError } from "../../domain/permanent-error.js";

/** A custom evaluator returned what is no score; permanent, since the same code would return it again. */
export class EvaluatorResultInvalidError extends PermanentError {
  constructor(evaluatorId: string, received: string, options: { readonly cause?: unknown } = {}) {
    super(
      `Evaluator "${evaluatorId}" returned ${received}; allowed are finite numbers, booleans, strings of 1 to ` +
        "200 characters, null for unscored, objects { name, score, metadata?, comment? } of these, " +
        "and arrays of such objects with different names.",
      options,
    );
  }
}
