import { AssayError } from "../errors.js";
import { toldNames } from "../told-names.js";

/** A gate names a metric that the experiment does not have. */
export class GateMetricUnknownError extends AssayError {
  constructor(metric: string, known: readonly string[]) {
    super(
      `The gate names the metric "${metric}", which the experiment does not have. It has: ${toldNames(known)}`,
    );
  }
}

/** There is nothing to hold an experiment to. */
export class GateConditionsMissingError extends AssayError {
  constructor(experiment: string, metric?: string) {
    super(
      `Experiment "${experiment}" was started without a gate${metric === undefined ? "" : ` on ${metric}`}. Give its definition one, such as ` +
        "gate: { accuracy: { minimum: 0.7, maxDrop: 0.02 } }, or name one here: --metric NAME --margin X",
    );
  }
}

/** A definition has no gate, so it cannot be checked. */
export class DefinitionGateMissingError extends AssayError {
  constructor(definition: string) {
    super(
      `"${definition}" has no gate, so there is nothing to hold it to. Give its definition one, such as ` +
        "gate: { accuracy: { minimum: 0.7, maxDrop: 0.02 } }",
    );
  }
}

/** A margin or a minimum without the metric it is meant for. */
export class GateMetricMissingError extends AssayError {
  constructor() {
    super("--margin and --minimum are in the units of one metric; name it: --metric NAME");
  }
}
