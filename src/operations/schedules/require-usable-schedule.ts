import { AssayError } from "../../domain/errors.js";
import { DefinitionGateMissingError } from "../../domain/gate/gate-errors.js";
import { checkChannel } from "../../notifications/send-notice.js";
import type { ConfiguredSchedule } from "../../schedules/configured-schedule.js";
import { listSchedules } from "../../schedules/list-schedules.js";
import { requireUsableBaseline } from "../baselines/require-usable-baseline.js";
import { checkStartEnvironment } from "../check-start-environment.js";
import { requireUsableDataset } from "../datasets/require-usable-dataset.js";
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
 * Looks whether a schedule could do its work: variant, pipeline, evaluators and gate, the version of the dataset that it
 * pins, the keys of its models, its receivers with their variables, and the baseline that the definition has.
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
    if (Object.keys(definition.gate ?? {}).length === 0)
      throw new DefinitionGateMissingError(definition.name);
    const [{ variant }] = toTemporalSchedule(context, schedule).action.args;
    await requireUsableDataset(context, schedule.settings.dataset ?? definition.dataset);
    const config = definition.variants[variant ?? ""] ?? {};
    const candidate = { definition: definition.name, pipeline: definition.pipeline, config };
    checkStartEnvironment(context, { experiments: [candidate], anchors: null });
    for (const channel of schedule.settings.notify?.channels ?? [])
      await checkChannel(channel, environment.variables);
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
