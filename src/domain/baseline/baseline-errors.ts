import { AssayError } from "../errors.js";
import type { Baseline } from "./baseline.js";

/** The experiment that was declared the baseline is no longer in the store. */
export class BaselineExperimentMissingError extends AssayError {
  constructor({ definition, experiment, setBy, setAt }: Baseline) {
    super(
      `The baseline of "${definition}" is experiment "${experiment}" (set by ${setBy} at ${setAt}), which is no longer in the store. ` +
        `Set another: assay baseline set ${definition} EXPERIMENT --reason "…"`,
    );
  }
}

/** Nothing is declared the baseline of a definition. */
export class BaselineNotSetError extends AssayError {
  constructor(definition: string) {
    super(
      `"${definition}" has no baseline. Set one: assay baseline set ${definition} EXPERIMENT --reason "…"`,
    );
  }
}

/** An experiment that must not be a baseline. */
export class BaselineUnfitError extends AssayError {
  constructor(experiment: string, problem: string) {
    super(`Experiment "${experiment}" cannot be a baseline: ${problem}.`);
  }
}

/** No baseline was named, and there are several. */
export class BaselineAmbiguousError extends AssayError {
  constructor(definitions: readonly string[]) {
    super(
      definitions.length === 0
        ? 'No definition has a baseline. Set one: assay baseline set DEFINITION EXPERIMENT --reason "…"'
        : `Several definitions have a baseline: ${definitions.join(", ")}. Name one of them.`,
    );
  }
}

/** A baseline file that is not there, or is none. */
export class BaselineFileInvalidError extends AssayError {
  constructor(file: string, place: string, problem: string) {
    super(`Baseline file "${file}" cannot be used: ${place === "" ? "" : `${place}: `}${problem}`);
  }
}

/** A baseline file of a format to come. */
export class BaselineFileTooNewError extends AssayError {
  constructor(file: string, given: { readonly version: number; readonly newest: number }) {
    super(
      `Baseline file "${file}" has format version ${given.version}, and this Assay reads up to ${given.newest}. ` +
        "Update Assay, or export the baseline again with this one.",
    );
  }
}

/** A baseline file that says something else than it was written with. */
export class BaselineFileEditedError extends AssayError {
  constructor(file: string, hash: { readonly found: string; readonly stated: string }) {
    super(
      `Baseline file "${file}" was edited by hand: what it says has the hash ${hash.found.slice(0, 16)}…, and it was written with ` +
        `${hash.stated.slice(0, 16)}…. Take it back from version control, or export the baseline again: assay baseline export ${file}`,
    );
  }
}

/** A baseline file of something else. */
export class BaselineFileForeignError extends AssayError {
  constructor(file: string, given: { readonly definition: string; readonly wanted: string }) {
    super(
      `Baseline file "${file}" is of definition "${given.definition}", not of "${given.wanted}". ` +
        `Export one of its own: assay baseline export FILE ${given.wanted}`,
    );
  }
}
