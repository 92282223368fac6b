import { listSchedules } from "../../schedules/list-schedules.js";
import { listScheduleNames } from "./plan-schedule-changes.js";
import type { ScheduleContext } from "./schedule-context.js";

/** The names of all schedules, of the configuration and in Temporal, sorted. */
export async function knownScheduleNames(
  context: Pick<ScheduleContext, "client" | "store" | "loaded">,
): Promise<readonly string[]> {
  const configured = listSchedules(context.loaded.configuration.experiments).map(({ name }) => name);
  return [...new Set([...(await listScheduleNames(context)), ...configured])].sort();
}
