import { AssayError } from "../domain/errors.js";

/** A schedule cannot be what its settings say. */
export class ScheduleInvalidError extends AssayError {
  constructor(schedule: string, field: string, problem: string) {
    super(`The schedule "${schedule}" is not valid: ${field} ${problem}`);
  }
}

/** Two schedules have one name. */
export class ScheduleNameTakenError extends AssayError {
  constructor(schedule: string, [first, second]: readonly [string, string]) {
    super(
      first === second
        ? `The experiment "${first}" has two schedules named "${schedule}". Give each a name of its own: schedule: [{ name: … }, …]`
        : `The experiments "${first}" and "${second}" both have a schedule named "${schedule}". Give each a name of its own: schedule: { name: … }`,
    );
  }
}

/** No such schedule. */
export class ScheduleNotFoundError extends AssayError {
  constructor(schedule: string, known: readonly string[]) {
    super(
      `There is no schedule "${schedule}" in Temporal. ${known.length === 0 ? "There is none" : `There are: ${known.join(", ")}`}. assay schedule sync makes those of the configuration.`,
    );
  }
}

/** A time range that cannot be made up for. */
export class ScheduleBackfillInvalidError extends AssayError {}
