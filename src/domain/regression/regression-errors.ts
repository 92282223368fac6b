import { AssayError } from "../errors.js";

/** Nothing has been recorded of a definition. */
export class HistoryEmptyError extends AssayError {
  constructor(definition: string) {
    super(
      `There is no regression run of "${definition}" yet. Give its definition a schedule and bring it into Temporal: assay schedule sync`,
    );
  }
}

/** No regression run has the metric. */
export class HistoryMetricUnknownError extends AssayError {
  constructor(definition: string, metric: string, known: readonly string[]) {
    super(
      `No regression run of "${definition}" has the metric "${metric}". ${known.length === 0 ? "None has a verdict yet" : `They have: ${known.join(", ")}`}.`,
    );
  }
}
