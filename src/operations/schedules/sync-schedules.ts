import { ScheduleAlreadyRunning } from "@temporalio/client";
import type { ScheduleChange } from "../../domain/schedule/schedule-change.js";
import { type PlannedScheduleChange, planScheduleChanges } from "./plan-schedule-changes.js";
import type { ScheduleContext } from "./schedule-context.js";

/** How to write schedules to Temporal. */
export interface SyncOptions {
  /** Returns what would be done, and does nothing. */
  readonly dryRun?: boolean;
  /** Removes schedules that the configuration no longer has. */
  readonly prune?: boolean;
  /** Called with all changes before the first one is made. */
  readonly announce?: (changes: readonly ScheduleChange[]) => void;
}

/**
 * Makes Temporal's schedules agree with the configuration. A paused one stays paused. Returns what was done, or would be.
 *
 * @throws ScheduleUnusableError before anything is changed
 */
export async function syncSchedules(
  context: ScheduleContext,
  { dryRun = false, prune = false, announce }: SyncOptions = {},
): Promise<readonly ScheduleChange[]> {
  const planned = await planScheduleChanges(context);
  const changes = planned.map(({ change }) => change);
  announce?.(changes);
  if (dryRun) return changes;
  for (const one of planned) await apply(context, one, prune);
  return changes;
}

async function apply(
  { client }: ScheduleContext,
  { change, scheduleId, wanted }: PlannedScheduleChange,
  prune: boolean,
): Promise<void> {
  const handle = client.schedule.getHandle(scheduleId);
  if (change.action === "remove") {
    if (prune) await handle.delete();
    return;
  }
  if (change.action === "keep" || wanted === null) return;
  const update = () => handle.update(({ state }) => ({ ...wanted, state }));
  if (change.action === "update") return await update();
  try {
    await client.schedule.create(wanted);
  } catch (error) {
    // Somebody else has synchronised at the same moment.
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    await update();
  }
}
