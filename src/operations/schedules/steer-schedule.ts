import type { ScheduleHandle, ScheduleOverlapPolicy } from "@temporalio/client";
import { ScheduleBackfillInvalidError, ScheduleNotFoundError } from "../../schedules/schedule-errors.js";
import { describeSchedule, listScheduleNames } from "./plan-schedule-changes.js";
import { type ScheduleContext, scheduleIdOf } from "./schedule-context.js";

type Steered = Pick<ScheduleContext, "client" | "store">;

/** Starts a regression run now, whatever the schedule's times say. @throws ScheduleNotFoundError */
export async function runScheduleNow(context: Steered, name: string): Promise<void> {
  const handle = await requireSchedule(context, name);
  // Asked for by a person: it waits for the one that runs instead of being left out.
  await handle.trigger("BUFFER_ONE");
}

/** @throws ScheduleNotFoundError */
export async function pauseSchedule(context: Steered, name: string, note?: string): Promise<void> {
  await (await requireSchedule(context, name)).pause(note ?? "paused by assay schedule pause");
}

/** @throws ScheduleNotFoundError */
export async function resumeSchedule(context: Steered, name: string, note?: string): Promise<void> {
  await (await requireSchedule(context, name)).unpause(note ?? "resumed by assay schedule resume");
}

/** Deletes a schedule from Temporal; its regression runs are kept. @throws ScheduleNotFoundError */
export async function deleteSchedule(context: Steered, name: string): Promise<void> {
  await (await requireSchedule(context, name)).delete();
}

/** A past range of times for which runs are started, both ends included. */
export interface BackfillRange {
  /** The first time. */
  readonly from: Date;
  /** The last one; in the past. */
  readonly to: Date;
}

/**
 * Starts a regression run for each time of the range at which the schedule was due, one after the other. They run
 * today's code over today's dataset: what they measure is today.
 *
 * @throws ScheduleNotFoundError, ScheduleBackfillInvalidError
 */
export async function backfillSchedule(
  context: Steered,
  name: string,
  { from, to }: BackfillRange,
): Promise<void> {
  if (Number.isNaN(from.getTime()) || Number.isNaN(to.getTime()))
    throw new ScheduleBackfillInvalidError("A backfill needs two instants, such as 2026-01-31T03:00:00Z.");
  if (from > to)
    throw new ScheduleBackfillInvalidError(
      `The backfill begins at ${from.toISOString()}, after its end at ${to.toISOString()}.`,
    );
  if (to.getTime() > Date.now())
    throw new ScheduleBackfillInvalidError(
      `The backfill ends at ${to.toISOString()}, which is still to come: its runs would start now. Allowed is a range of the past.`,
    );
  const handle = await requireSchedule(context, name);
  // Temporal leaves out the start itself.
  const start = new Date(from.getTime() - 1);
  const overlap: ScheduleOverlapPolicy = "BUFFER_ALL";
  await handle.backfill({ start, end: to, overlap });
}

async function requireSchedule(context: Steered, name: string): Promise<ScheduleHandle> {
  if ((await describeSchedule(context, name)) === null)
    throw new ScheduleNotFoundError(name, await listScheduleNames(context));
  return context.client.schedule.getHandle(scheduleIdOf(context.store, name));
}
