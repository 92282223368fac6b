import { AssayError } from "../domain/errors.js";
import { nearestNames } from "../domain/nearest-names.js";
import { toldNames, toldNearest } from "../domain/told-names.js";

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

/** No such schedule. `inTemporal` is false where no server runs that could be asked. */
export class ScheduleNotFoundError extends AssayError {
  constructor(schedule: string, known: readonly string[], { inTemporal = true } = {}) {
    const where = inTemporal ? "Temporal" : "the configuration, and the Temporal server does not run";
    super(
      `There is no schedule "${schedule}" in ${where}.${toldNearest(nearestNames(schedule, known))} ` +
        `Known schedules: ${toldNames(known)}. assay schedule sync makes those of the configuration.`,
    );
  }
}

/** A time range that cannot be made up for. */
export class ScheduleBackfillInvalidError extends AssayError {}
