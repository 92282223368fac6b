import { AssayError } from "../../domain/errors.js";
import { refuseMissingVariables } from "../../notifications/send-notice.js";
import type { ConfiguredSchedule } from "../../schedules/configured-schedule.js";
import { listSchedules } from "../../schedules/list-schedules.js";
import { requireUsableBaseline } from "../baselines/require-usable-baseline.js";
import type { ScheduleContext } from "./schedule-context.js";
import { toTemporalSchedule } from "./temporal-schedule.js";

/** A schedule would fail at night, so it is refused by day. */
export class ScheduleUnusableError extends AssayError {
  constructor(schedule: string, cause: Error) {
    super(`The schedule "${schedule}" cannot be synchronised: ${cause.message}`, { cause });
  }
}

/** What can be told without a server. */
type UsableContext = Omit<ScheduleContext, "client">;

/**
 * Looks whether a schedule could do its work: variant, pipeline, evaluators, the variables of its notifications, and the
 * baseline that the definition has.
 *
 * @throws ScheduleUnusableError naming what is missing
 */
export async function requireUsableSchedule(
  context: UsableContext,
  schedule: ConfiguredSchedule,
): Promise<void> {
  const { registry, environment, store, loaded } = context;
  try {
    const definition = registry.getDefinition(schedule.definition);
    registry.getPipeline(definition.pipeline);
    registry.listEvaluators(schedule.definition);
    toTemporalSchedule(context, schedule);
    for (const channel of schedule.settings.notify?.channels ?? [])
      refuseMissingVariables(channel, environment.variables);
    await requireUsableBaseline(store, { definition, directory: loaded.directory });
  } catch (error) {
    if (error instanceof AssayError) throw new ScheduleUnusableError(schedule.name, error);
    throw error;
  }
}

/** The same for all schedules of the configuration. @throws ScheduleUnusableError */
export async function requireUsableSchedules(context: UsableContext): Promise<void> {
  for (const schedule of listSchedules(context.loaded.configuration.experiments))
    await requireUsableSchedule(context, schedule);
}
