import type { ScheduleDescription } from "@temporalio/client";
import type { RegressionRun } from "../../domain/regression/regression-run.js";
import type { ScheduleState } from "../../domain/schedule/schedule-state.js";
import { DAYS_OF_WEEK, MONTHS } from "../../schedules/calendar-time.js";
import type { ConfiguredSchedule } from "../../schedules/configured-schedule.js";
import { describeTimes } from "../../schedules/describe-times.js";
import { listSchedules } from "../../schedules/list-schedules.js";
import { ScheduleNotFoundError } from "../../schedules/schedule-errors.js";
import type { RegressionInput } from "../../workflows/contract.js";
import { settleRegressions } from "../regressions/settle-regressions.js";
import { knownScheduleNames } from "./known-schedule-names.js";
import { describeSchedule } from "./plan-schedule-changes.js";
import type { ScheduleContext } from "./schedule-context.js";
import { readTimes } from "./temporal-schedule.js";

const SHOWN_RUNS = 5;

/** All schedules of the store and of the configuration, by name; runs that were ended in Temporal are ended first. */
export async function listScheduleStates(context: ScheduleContext): Promise<readonly ScheduleState[]> {
  await settleRegressions(context);
  const states: ScheduleState[] = [];
  for (const name of await knownScheduleNames(context)) states.push(await readState(context, name));
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
  const found = await describeSchedule(context, name);
  if (found === null && configured === undefined)
    throw new ScheduleNotFoundError(name, await knownScheduleNames(context));
  const [input] = (found?.action.args ?? []) as [RegressionInput?];
  const definition = configured?.definition ?? input?.definition ?? null;
  const runs =
    definition === null
      ? []
      : await store.listRegressionRuns({ definition, schedule: name, limit: SHOWN_RUNS });
  const lastRuns = await Promise.all(runs.map((run) => describeRun(store, run)));
  const base = { name, definition, lastRuns };
  if (found === null)
    return {
      ...base,
      status: "not_synced",
      note: null,
      times: configured === undefined ? "–" : configuredTimes(configured),
      jitterMs: null,
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
    times: timesOf(spec),
    jitterMs: spec.jitter ? Number(spec.jitter) : null,
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

async function describeRun(
  store: Pick<ScheduleContext["store"], "listNotifications">,
  run: RegressionRun,
): Promise<ScheduleState["lastRuns"][number]> {
  const { id, workflowId, scheduledAt, createdAt, state, experiment, error, verdict } = run;
  const written = await store.listNotifications(id);
  const messages = written.map(({ channel, status, error: problem }) => ({
    channel,
    status,
    error: problem,
  }));
  const reason = verdict?.reason ?? null;
  return { id, workflowId, scheduledAt, createdAt, state, reason, experiment, error, messages };
}

function configuredTimes({ settings, spec }: ConfiguredSchedule): string {
  if (settings.cron !== undefined) return settings.cron;
  return describeTimes({
    calendars: spec.calendars.map((calendar) => ({
      ...calendar,
      month: calendar.month.map((month) => MONTHS.indexOf(month)),
      dayOfWeek: calendar.dayOfWeek.map((day) => DAYS_OF_WEEK.indexOf(day)),
    })),
    intervalsMs: spec.everyMs === null ? [] : [spec.everyMs],
  });
}

function timesOf(spec: ScheduleDescription["spec"]): string {
  const crons = (spec.calendars ?? []).flatMap(({ comment }) => (comment ? [comment] : []));
  return crons.length > 0 ? crons.join(", ") : readTimes(spec);
}
