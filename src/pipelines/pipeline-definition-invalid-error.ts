import { AssayError } from "../domain/errors.js";

/** A pipeline was defined with options that cannot work. */
export class PipelineDefinitionInvalidError extends AssayError {
  constructor(
    problem: { readonly option: string; readonly received: string; readonly allowed: string },
    options: { readonly cause?: unknown } = {},
  ) {
    super(
      `Pipeline definition: option "${problem.option}" is ${problem.received}; allowed: ${problem.allowed}.`,
      options,
    );
  }
}
