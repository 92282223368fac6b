import { AssayError } from "../errors.js";

/** What was declared the baseline is not in the store any more. */
export class BaselineExperimentMissingError extends AssayError {
  constructor(baseline: {
    readonly definition: string;
    readonly experiment: string;
    readonly setBy: string;
    readonly setAt: string;
  }) {
    const { definition, experiment, setBy, setAt } = baseline;
    super(
      `The baseline of "${definition}" is experiment "${experiment}" (set by ${setBy} at ${setAt}), which is no longer in the store. ` +
        `Set another: assay baseline set ${definition} EXPERIMENT --reason "…"`,
    );
  }
}
