import { AssayError } from "../errors.js";
import { nearestNames } from "../nearest-names.js";
import { toldNames, toldNearest } from "../told-names.js";

const MOST_NAMES = 8;

/** No experiment of that name or id. */
export class ExperimentNotFoundError extends AssayError {
  constructor(reference: string, nearest: readonly string[] = []) {
    super(
      `Experiment "${reference}" not found, neither as name nor as id.${toldNearest(nearest)} List them with: assay list`,
    );
  }
}

/** No definition of which anything is in the store has the name; others nearly have it, or begin so. */
export class DefinitionNotFoundError extends AssayError {
  constructor(reference: string, nearest: readonly string[]) {
    super(
      `The store has nothing of a definition "${reference}". Nearest: ${nearest.join(", ")}. List what there is with: assay list`,
    );
  }
}

/** A beginning of the names of different definitions or variants. */
export class ExperimentReferenceAmbiguousError extends AssayError {
  constructor(reference: string, names: readonly string[]) {
    const shown = names.slice(0, MOST_NAMES).join(", ");
    const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : "";
    super(
      `The names of several begin with "${reference}": ${shown}${more}. Write more of the one that is meant.`,
    );
  }
}

/** Nothing of it failed, and nothing was left over. */
export class ExperimentNothingToRetryError extends AssayError {
  constructor(name: string, status: string) {
    super(
      `"${name}" has ended (${status}) and none of its runs failed or is unfinished: there is nothing to retry. To apply evaluators again: assay evaluate`,
    );
  }
}

/** The experiment is still running, so it cannot be retried. */
export class ExperimentNotEndedError extends AssayError {
  constructor(name: string, status: string) {
    super(
      `"${name}" is ${status}; a retry needs it to have ended. Wait for it, or cancel it with: assay cancel ${name}`,
    );
  }
}

/** The name is that of a comparison, where one experiment is meant. */
export class ComparisonNamedError extends AssayError {
  constructor(reference: string, members: readonly string[]) {
    super(`"${reference}" is a comparison of several experiments. Name one of them: ${toldNames(members)}`);
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
    super(
      `The configuration defines no experiment "${name}".${toldNearest(nearestNames(name, known))} Defined: ${toldNames(known)}`,
    );
  }
}

/** The definition has no variant of that name. */
export class VariantNotFoundError extends AssayError {
  constructor(variant: string, definition: string, known: readonly string[]) {
    super(
      `Experiment "${definition}" has no variant "${variant}".${toldNearest(nearestNames(variant, known))} Variants: ${toldNames(known)}`,
    );
  }
}

/** The configuration has no pipeline of that name. */
export class PipelineNotFoundError extends AssayError {
  constructor(name: string, known: readonly string[]) {
    super(
      `The configuration defines no pipeline "${name}".${toldNearest(nearestNames(name, known))} Defined: ${toldNames(known)}`,
    );
  }
}

/** Neither built in nor in the configuration. */
export class EvaluatorNotFoundError extends AssayError {
  constructor(name: string, known: readonly string[]) {
    super(
      `Evaluator "${name}" not found.${toldNearest(nearestNames(name, known))} Known: ${toldNames(known)}`,
    );
  }
}

/** No comparison of that id or name. */
export class ComparisonNotFoundError extends AssayError {
  constructor(reference: string) {
    super(`Comparison "${reference}" not found, neither as name nor as id. List them with: assay list`);
  }
}

/** It has ended, so there is nothing left to steer. */
export class ExperimentEndedError extends AssayError {
  constructor(name: string, { status, verb }: { readonly status: string; readonly verb: string }) {
    super(`"${name}" has ended (${status}): there is nothing to ${verb}.`);
  }
}

/** The store says it runs, Temporal does not know it. */
export class ExperimentWorkflowMissingError extends AssayError {
  constructor(name: string, { status, verb }: { readonly status: string; readonly verb: string }) {
    super(
      `Temporal has no running workflow of "${name}", which the store has as ${status}, so there is nothing to ${verb}. ` +
        "It was terminated there, its start has not arrived yet, or this is another Temporal server than the one it was started on.",
    );
  }
}

/** Something of it is not over yet, so it cannot begin again. */
export class ExperimentStillEndingError extends AssayError {
  constructor(name: string, member: string) {
    super(
      `"${name}" cannot be resumed yet: "${member}" is still ending. With a worker (assay start) it does so by itself; then ask again.`,
    );
  }
}

/** Somebody ended an evaluation from outside. */
export class EvaluationEndedError extends AssayError {
  constructor(name: string, how: string) {
    super(
      `The evaluation of "${name}" ended early: ${how}. Evaluations so far are kept; continue with: assay evaluate ${name}`,
    );
  }
}

/** Only a worker can do what was asked, and none answered. */
export class WorkerSilentError extends AssayError {
  constructor(name: string, { verb, seconds }: { readonly verb: string; readonly seconds: number }) {
    super(
      `No worker answered within ${seconds} s when asked to ${verb} "${name}". Start one with: assay start. Then ask again.`,
    );
  }
}

/** Temporal did not take the workflow. */
export class ExperimentStartError extends AssayError {
  constructor(name: string, cause: unknown) {
    super(
      `"${name}" could not be started in Temporal (${cause instanceof Error ? cause.message : String(cause)}). It is kept as failed; start it again under another name.`,
      { cause },
    );
  }
}

/** Another store on the same Temporal server has started one of that name. */
export class ExperimentNameTakenError extends AssayError {
  constructor(name: string) {
    super(
      `Temporal already has a workflow of the name "${name}", started from another store on this server. It is kept as failed here; start it again under another name.`,
    );
  }
}

/** A definition's limits or policy are out of range, or an option is. */
export class ExperimentOptionsInvalidError extends AssayError {
  constructor(definition: string, issues: string) {
    super(`Experiment "${definition}" cannot be started:\n${issues}`);
  }
}
