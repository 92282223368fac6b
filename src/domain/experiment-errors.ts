import { AssayError } from "./errors.js";

const named = (names: readonly string[]): string => (names.length === 0 ? "none" : names.join(", "));

/** No experiment of that name or id. */
export class ExperimentNotFoundError extends AssayError {
  constructor(reference: string) {
    super(`Experiment "${reference}" not found, neither as name nor as id. List them with: assay list`);
  }
}

/** The experiment still runs, so it cannot be evaluated in a batch. */
export class ExperimentUnfinishedError extends AssayError {
  constructor(name: string, status: string) {
    super(
      `Experiment "${name}" is ${status}; a batch evaluation needs one that has ended. Wait for it, or cancel it with: assay cancel ${name}`,
    );
  }
}

/** The name of an experiment is taken. */
export class ExperimentAlreadyExistsError extends AssayError {
  constructor(name: string) {
    super(
      `Experiment "${name}" already exists. Choose another name, or leave the name out to get a fresh one.`,
    );
  }
}

/** The configuration has no experiment of that name. */
export class ExperimentDefinitionNotFoundError extends AssayError {
  constructor(name: string, known: readonly string[]) {
    super(`The configuration defines no experiment "${name}". Defined: ${named(known)}`);
  }
}

/** The definition has no variant of that name. */
export class VariantNotFoundError extends AssayError {
  constructor(variant: string, definition: string, known: readonly string[]) {
    super(`Experiment "${definition}" has no variant "${variant}". Variants: ${named(known)}`);
  }
}

/** The configuration has no pipeline of that name. */
export class PipelineNotFoundError extends AssayError {
  constructor(name: string, known: readonly string[]) {
    super(`The configuration defines no pipeline "${name}". Defined: ${named(known)}`);
  }
}

/** Neither built in nor in the configuration. */
export class EvaluatorNotFoundError extends AssayError {
  constructor(name: string, known: readonly string[]) {
    super(`Evaluator "${name}" not found. Known: ${named(known)}`);
  }
}

/** No comparison of that id or name. */
export class ComparisonNotFoundError extends AssayError {
  constructor(reference: string) {
    super(`Comparison "${reference}" not found, neither as name nor as id. List them with: assay list`);
  }
}
