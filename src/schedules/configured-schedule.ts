import type { CompiledSpec } from "./compile-spec.js";
import type { ScheduleSettings } from "./schedule-settings.js";

/** A schedule of the configuration. */
export interface ConfiguredSchedule {
  readonly name: string;
  readonly definition: string;
  readonly settings: ScheduleSettings;
  readonly spec: CompiledSpec;
}
