import { AssayError } from "./errors.js";

const named = (names: readonly string[]): string => (names.length === 0 ? "none" : names.join(", "));

/** A gate names a metric that the experiment does not have. */
export class GateMetricUnknownError extends AssayError {
  constructor(metric: string, known: readonly string[]) {
    super(
      `The gate names the metric "${metric}", which the experiment does not have. It has: ${named(known)}`,
    );
  }
}

/** There is nothing to hold an experiment to. */
export class GateConditionsMissingError extends AssayError {
  constructor(experiment: string) {
    super(
      `Experiment "${experiment}" was started without a gate. Give its definition one, such as ` +
        "gate: { accuracy: { minimum: 0.7, maxDrop: 0.02 } }, or name one here: --metric NAME --margin X",
    );
  }
}
