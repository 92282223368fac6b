import { AssayError } from "../errors.js";

/** Two places declare opposite directions for one metric. */
export class MetricDirectionContradictedError extends AssayError {
  constructor(
    metric: string,
    said: { readonly up: string; readonly down: string },
    place: { readonly definition: string },
  ) {
    super(
      `Experiment "${place.definition}": ${said.up} says that higher is better on ${metric}, ${said.down} that lower is. ` +
        "A metric has one direction: take one of them out.",
    );
  }
}

/** An evaluator declares a range that holds no values. */
export class ScoreRangeInvalidError extends AssayError {
  constructor(evaluator: string, range: { readonly minimum: unknown; readonly maximum: unknown }) {
    super(
      `Evaluator "${evaluator}" declares a range of ${String(range.minimum)} to ${String(range.maximum)}; ` +
        "allowed are two finite numbers, the first below the second.",
    );
  }
}
