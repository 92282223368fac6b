import type { ScheduleDescription } from "@temporalio/client";
import type { ScheduleState } from "../../domain/schedule/schedule-state.js";
import { listSchedules } from "../../schedules/list-schedules.js";
import { ScheduleNotFoundError } from "../../schedules/schedule-errors.js";
import type { RegressionInput } from "../../workflows/contract.js";
import { settleRegressions } from "../regressions/settle-regressions.js";
import { describeSchedule, listScheduleIds } from "./plan-schedule-changes.js";
import { type ScheduleContext, schedulePrefix } from "./schedule-context.js";

const SHOWN_RUNS = 5;

/** All schedules of the store and of the configuration, by name; runs that were ended in Temporal are ended first. */
export async function listScheduleStates(context: ScheduleContext): Promise<readonly ScheduleState[]> {
  await settleRegressions(context);
  const prefix = schedulePrefix(context.store.storeId);
  const configured = listSchedules(context.loaded.configuration.experiments);
  const synced = (await listScheduleIds(context)).map((id) => id.slice(prefix.length));
  const names = [...new Set([...synced, ...configured.map(({ name }) => name)])].sort();
  const states: ScheduleState[] = [];
  for (const name of names) states.push(await readState(context, name));
  return states;
}

/** One schedule, in Temporal or only in the configuration; the same as in the list. @throws ScheduleNotFoundError */
export async function readScheduleState(context: ScheduleContext, name: string): Promise<ScheduleState> {
  await settleRegressions(context);
  return await readState(context, name);
}

async function readState(context: ScheduleContext, name: string): Promise<ScheduleState> {
  const { store, loaded } = context;
  const configured = listSchedules(loaded.configuration.experiments).find(
    (schedule) => schedule.name === name,
  );
  const found = await describeSchedule(context, `${schedulePrefix(store.storeId)}${name}`);
  if (found === null && configured === undefined) {
    const prefix = schedulePrefix(store.storeId);
    const known = (await listScheduleIds(context)).map((id) => id.slice(prefix.length));
    throw new ScheduleNotFoundError(name, known);
  }
  const [input] = (found?.action.args ?? []) as [RegressionInput?];
  const definition = configured?.definition ?? input?.definition ?? null;
  const runs =
    definition === null
      ? []
      : await store.listRegressionRuns({ definition, schedule: name, limit: SHOWN_RUNS });
  const lastRuns = runs.map(({ id, workflowId, scheduledAt, createdAt, state, experiment, error }) => ({
    id,
    workflowId,
    scheduledAt,
    createdAt,
    state,
    experiment,
    error,
  }));
  const base = { name, definition, lastRuns };
  if (found === null)
    return {
      ...base,
      status: "not_synced",
      note: null,
      times:
        configured === undefined
          ? "–"
          : (configured.settings.cron ?? configured.settings.every ?? "calendar"),
      timezone: configured?.spec.timezone ?? null,
      overlap: configured?.settings.overlap ?? null,
      catchupMs: null,
      nextRuns: [],
      counts: null,
    };
  const { state, info, policies, spec } = found;
  return {
    ...base,
    status: configured === undefined ? "gone" : state.paused ? "paused" : "active",
    note: state.note || null,
    times: describeTimes(found),
    timezone: spec.timezone || null,
    overlap: (policies.overlap ?? "SKIP").toLowerCase(),
    catchupMs: policies.catchupWindow,
    nextRuns: state.paused ? [] : info.nextActionTimes.map((time) => time.toISOString()),
    counts: {
      started: info.numActionsTaken,
      skipped: info.numActionsSkippedOverlap,
      missed: info.numActionsMissedCatchupWindow,
    },
  };
}

function describeTimes({ spec: { calendars = [], intervals = [] } }: ScheduleDescription): string {
  const crons = calendars.flatMap(({ comment }) => (comment ? [comment] : []));
  if (crons.length > 0) return crons.join(", ");
  const every = intervals.map((interval) => `every ${interval.every / 1_000} s`);
  return every.length > 0 ? every.join(", ") : "calendar";
}
