import { PermanentError } from "../permanent-error.js";
import type { Pipeline } from "./pipeline.js";

/** A pipeline reads environment variables that are not set where it would run. */
export class PipelineEnvironmentMissingError extends PermanentError {
  constructor(pipelineName: string, missing: readonly string[]) {
    const several = missing.length > 1;
    super(
      `Pipeline "${pipelineName}" reads the environment variable${several ? "s" : ""} ${missing.join(", ")}, ` +
        `which ${several ? "are" : "is"} not set or empty here. Set ${several ? "them" : "it"} for the worker and start again.`,
    );
  }
}

/**
 * Looks, before anything is paid, whether all environment variables of a pipeline are there; never at more than
 * whether they are empty. To be called where the pipeline will run: in the worker.
 *
 * @throws PipelineEnvironmentMissingError naming all that are missing.
 */
export function checkPipelineEnvironment(
  pipeline: Pick<Pipeline, "environmentVariables">,
  place: {
    readonly pipelineName: string;
    readonly environment: Readonly<Record<string, string | undefined>>;
  },
): void {
  const missing = (pipeline.environmentVariables ?? []).filter((name) => !place.environment[name]);
  if (missing.length > 0) throw new PipelineEnvironmentMissingError(place.pipelineName, missing);
}
