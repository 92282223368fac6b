import { AssayError } from "../errors.js";

/** An option of a plan is outside its domain, or options do not go together. */
export class PlanOptionsInvalidError extends AssayError {
  constructor(problem: string) {
    super(`The plan cannot be made: ${problem}`);
  }
}

/** The finished experiments do not tell the noise; says why and what would. */
export class PilotUnusableError extends AssayError {
  constructor(definition: string, problem: string) {
    super(
      `There is no pilot to plan "${definition}" from: ${problem}. Run one (assay run ${definition} --limit 30), ` +
        "name one (--from EXPERIMENT EXPERIMENT), or state assumptions (--sd, --repetition-sd, --judge-sd).",
    );
  }
}
