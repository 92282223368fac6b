import { AssayError } from "../domain/errors.js";
import { describeValue } from "../domain/json/value-description.js";

const SHOWN_OPTION_CHARACTERS = 60;

/** An evaluator was defined with an option that it does not have or cannot use. */
export class EvaluatorOptionsInvalidError extends AssayError {
  constructor(
    problem: {
      readonly evaluator: string;
      readonly option: string;
      readonly received: unknown;
      readonly allowed: string;
    },
    options: { readonly cause?: unknown } = {},
  ) {
    super(
      `Evaluator "${problem.evaluator}": option "${problem.option}" is ${show(problem.received)}; ` +
        `allowed: ${problem.allowed}.`,
      options,
    );
  }
}

/** Options are the user's own words in a configuration, so their content may be shown. */
function show(received: unknown): string {
  if (typeof received === "number") return String(received);
  if (typeof received !== "string" || received === "") return describeValue(received);
  return JSON.stringify(
    received.length > SHOWN_OPTION_CHARACTERS ? `${received.slice(0, SHOWN_OPTION_CHARACTERS)}…` : received,
  );
}
