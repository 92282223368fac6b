import { compileSpec } from "./compile-spec.js";
import type { ConfiguredSchedule } from "./configured-schedule.js";
import { ScheduleNameTakenError } from "./schedule-errors.js";
import { type GivenSchedule, ScheduleSettings } from "./schedule-settings.js";

/** The schedules of all definitions. @throws ScheduleInvalidError, ScheduleNameTakenError */
export function listSchedules(
  definitions: readonly {
    readonly name: string;
    readonly schedule?: GivenSchedule | readonly GivenSchedule[];
  }[],
): readonly ConfiguredSchedule[] {
  const found: ConfiguredSchedule[] = [];
  for (const { name: definition, schedule = [] } of definitions) {
    for (const given of [schedule].flat()) {
      const settings = ScheduleSettings.parse(given);
      const name = settings.name ?? definition;
      const taken = found.find((other) => other.name === name);
      if (taken !== undefined) throw new ScheduleNameTakenError(name, [taken.definition, definition]);
      found.push({ name, definition, settings, spec: compileSpec(name, settings) });
    }
  }
  return found;
}
