import {
  type ScheduleDescription,
  ScheduleNotFoundError as TemporalScheduleNotFound,
} from "@temporalio/client";
import type { ScheduleChange } from "../../domain/schedule/schedule-change.js";
import type { ConfiguredSchedule } from "../../schedules/configured-schedule.js";
import { listSchedules } from "../../schedules/list-schedules.js";
import type { RegressionInput } from "../../workflows/contract.js";
import { requireUsableSchedule } from "./require-usable-schedule.js";
import { type ScheduleContext, scheduleIdOf, schedulePrefix } from "./schedule-context.js";
import { comparableParts, type TemporalSchedule, toTemporalSchedule } from "./temporal-schedule.js";

/** A change with what it makes. */
export interface PlannedScheduleChange {
  readonly change: ScheduleChange;
  readonly scheduleId: string;
  /** Null for one that is removed. */
  readonly wanted: TemporalSchedule | null;
}

/**
 * Holds the schedules of the configuration against those in Temporal, and looks whether each could do its work. Changes
 * nothing.
 *
 * @throws ScheduleUnusableError naming what is missing
 */
export async function planScheduleChanges(
  context: ScheduleContext,
): Promise<readonly PlannedScheduleChange[]> {
  const { configuration } = context.loaded;
  const configured = listSchedules(configuration.experiments);
  for (const schedule of configured) await requireUsableSchedule(context, schedule);
  const planned: PlannedScheduleChange[] = [];
  for (const schedule of configured) planned.push(await planOne(context, schedule));
  const wanted = new Set(planned.map(({ scheduleId }) => scheduleId));
  for (const name of await listScheduleNames(context)) {
    const scheduleId = scheduleIdOf(context.store, name);
    if (wanted.has(scheduleId)) continue;
    const found = await describeSchedule(context, name);
    const [input] = (found?.action.args ?? []) as [RegressionInput?];
    const change = { action: "remove" as const, name, definition: input?.definition ?? null };
    planned.push({ change, scheduleId, wanted: null });
  }
  return planned;
}

async function planOne(
  context: ScheduleContext,
  schedule: ConfiguredSchedule,
): Promise<PlannedScheduleChange> {
  const { name, definition } = schedule;
  const wanted = toTemporalSchedule(context, schedule);
  const { scheduleId } = wanted;
  const found = await describeSchedule(context, name);
  if (found === null) return { change: { action: "create", name, definition }, scheduleId, wanted };
  const present = comparableParts(found);
  const to = comparableParts(wanted);
  const parts = [...new Set([...Object.keys(present), ...Object.keys(to)])];
  const differing = parts.filter((part) => present[part] !== to[part]);
  if (differing.length === 0) return { change: { action: "keep", name, definition }, scheduleId, wanted };
  const differences = Object.fromEntries(
    differing.map((part) => [part, { from: present[part] ?? "none", to: to[part] ?? "none" }]),
  );
  return { change: { action: "update", name, definition, differences }, scheduleId, wanted };
}

/** Null when there is none. */
export async function describeSchedule(
  { client, store }: Pick<ScheduleContext, "client" | "store">,
  name: string,
): Promise<ScheduleDescription | null> {
  try {
    return await client.schedule.getHandle(scheduleIdOf(store, name)).describe();
  } catch (error) {
    if (error instanceof TemporalScheduleNotFound) return null;
    throw error;
  }
}

/** Names of all schedules of this store in Temporal. The server's list may lag behind by a moment. */
export async function listScheduleNames({
  client,
  store,
}: Pick<ScheduleContext, "client" | "store">): Promise<readonly string[]> {
  const prefix = schedulePrefix(store.storeId);
  const names: string[] = [];
  for await (const { scheduleId } of client.schedule.list())
    if (scheduleId.startsWith(prefix)) names.push(scheduleId.slice(prefix.length));
  return names.sort();
}
