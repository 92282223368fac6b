import { AssayError } from "../errors.js";

/** Labels name runs that are not among the runs to be checked. Nothing was computed. */
export class LabelRunUnknownError extends AssayError {
  constructor(first: string, unknown: { readonly count: number; readonly total: number }) {
    super(
      `${unknown.count} of ${unknown.total} labels are for unknown runs, the first for ${first}. ` +
        "Allowed are runs of the experiments named with --experiment. Nothing was computed.",
    );
  }
}

/** A file of labels cannot be read; says where. */
export class LabelFileInvalidError extends AssayError {
  constructor(file: string, place: string, problem: string) {
    super(`${file}${place === "" ? "" : `, ${place}`}: ${problem}. Nothing was computed.`);
  }
}

/** There are no labels to check a judge with. */
export class LabelsMissingError extends AssayError {
  constructor(problem: string) {
    super(
      `There is nothing to check the judge with: ${problem}. ` +
        "Write labels with: assay score RUN --name NAME --value VALUE, or give a file with --labels FILE.csv.",
    );
  }
}

/** Labels and judgements do not speak the same scale. */
export class LabelScaleMismatchError extends AssayError {
  constructor(label: number, judged: { readonly minimum: number; readonly maximum: number }) {
    super(
      `A label is ${label}, but the judge's values lie between ${judged.minimum} and ${judged.maximum}: the scales differ. ` +
        "Say how labels map to 0–1 with --label-scale MIN:MAX, such as --label-scale 1:5. Nothing was computed.",
    );
  }
}

/** A run is in no experiment of the store. */
export class RunNotFoundError extends AssayError {
  constructor(reference: string) {
    super(
      `Run "${reference}" not found, neither as run id nor as trace id. Both stand in the rows of: assay export EXPERIMENT`,
    );
  }
}

/** A label has a value that no score can have. */
export class LabelInvalidError extends AssayError {
  constructor(name: string, received: string) {
    super(
      `The score ${JSON.stringify(name)} cannot be written: its value is ${received}; allowed is a finite number, true, false or a category (text).`,
    );
  }
}
