import { listSchedules } from "../../schedules/list-schedules.js";
import { ScheduleNotFoundError } from "../../schedules/schedule-errors.js";
import { withRunningServer } from "../../temporal/with-running-server.js";
import { knownScheduleNames } from "./known-schedule-names.js";
import { describeSchedule } from "./plan-schedule-changes.js";
import type { ScheduleContext } from "./schedule-context.js";

/** Configuration, store, and where a server may run already. */
export interface KnownScheduleContext extends Pick<ScheduleContext, "store" | "loaded"> {
  readonly environment: { readonly home: string; readonly variables: NodeJS.ProcessEnv };
}

/**
 * Refuses a name that neither the configuration nor a running server has. It starts no server, so a misspelt name is
 * reported at once.
 *
 * @throws ScheduleNotFoundError with the nearest names; TemporalConnectionError
 */
export async function requireKnownSchedule(context: KnownScheduleContext, name: string): Promise<void> {
  const { store, loaded, environment } = context;
  const configured = listSchedules(loaded.configuration.experiments).map((schedule) => schedule.name);
  if (configured.includes(name)) return;
  const { home, variables } = environment;
  const running = await withRunningServer({ home, environment: variables }, async (client) => ({
    isThere: (await describeSchedule({ client, store }, name)) !== null,
    known: await knownScheduleNames({ client, store, loaded }),
  }));
  if (running === null) throw new ScheduleNotFoundError(name, configured, { inTemporal: false });
  if (!running.isThere) throw new ScheduleNotFoundError(name, running.known);
}
