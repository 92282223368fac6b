import type { ScheduleDescription, ScheduleOptions } from "@temporalio/client";
import type { Store } from "../../domain/store.js";
import { sharedTaskQueue } from "../../domain/worker/task-queue.js";
import type { ConfigurationRegistry } from "../../registry.js";
import { type Calendar, DAYS_OF_WEEK, MONTHS } from "../../schedules/calendar-time.js";
import type { ConfiguredSchedule } from "../../schedules/configured-schedule.js";
import { type CalendarValues, describeTimes } from "../../schedules/describe-times.js";
import { durationMs, spellDuration } from "../../schedules/duration.js";
import type { RegressionInput } from "../../workflows/contract.js";
import { chooseCandidate } from "../regressions/choose-candidate.js";
import { scheduleIdOf } from "./schedule-context.js";

type Overlap = NonNullable<NonNullable<ScheduleOptions["policies"]>["overlap"]>;

/** A schedule as Temporal keeps it. */
export type TemporalSchedule = ScheduleOptions & { readonly action: { readonly args: [RegressionInput] } };

/** A schedule of the configuration, as Temporal stores it. @throws VariantNotFoundError, CandidateUnclearError */
export function toTemporalSchedule(
  { store, registry }: { readonly store: Store; readonly registry: ConfigurationRegistry },
  { name, definition: definitionName, settings, spec }: ConfiguredSchedule,
): TemporalSchedule {
  const definition = registry.getDefinition(definitionName);
  const { dataset = null, budgetUsd = null, overlap, catchup } = settings;
  const notify = settings.notify === undefined ? null : JSON.parse(JSON.stringify(settings.notify));
  const variant = chooseCandidate(definition, settings.variant);
  const input = { definition: definitionName, schedule: name, variant, dataset, budgetUsd, notify };
  return {
    scheduleId: scheduleIdOf(store, name),
    spec: {
      calendars: spec.calendars.map(toRanges),
      intervals: spec.everyMs === null ? [] : [{ every: spec.everyMs }],
      ...(spec.timezone === null ? {} : { timezone: spec.timezone }),
      ...(spec.jitterMs === 0 ? {} : { jitter: spec.jitterMs }),
    },
    action: {
      type: "startWorkflow",
      workflowType: "regression",
      workflowId: `regression/${name}/${store.storeId.slice(0, 8)}`,
      // Whoever works for the store takes it, whichever code that has by then.
      taskQueue: sharedTaskQueue(store.storeId),
      args: [input],
      memo: { definition: definitionName, schedule: name },
      staticSummary: `regression of ${definitionName}, schedule ${name}`,
      searchAttributes: { AssayExperiment: [definitionName], AssayStatus: ["running"] },
    },
    policies: { overlap: overlap.toUpperCase() as Overlap, catchupWindow: durationMs(catchup) },
  };
}

/** Every value as a range of its own: the SDK takes a range without an end for one that ends at 1. */
function toRanges(calendar: Calendar) {
  const ranges = <Value>(values: readonly Value[]) =>
    values.map((value) => ({ start: value, end: value, step: 1 }));
  const { second, minute, hour, dayOfMonth, month, dayOfWeek, comment } = calendar;
  return {
    second: ranges(second),
    minute: ranges(minute),
    hour: ranges(hour),
    dayOfMonth: ranges(dayOfMonth),
    month: ranges(month),
    dayOfWeek: ranges(dayOfWeek),
    comment,
  };
}

/** The parts of a schedule that are compared with the configuration; equal parts are equal texts. */
export function comparableParts(
  schedule: Pick<ScheduleDescription | ScheduleOptions, "spec" | "action" | "policies">,
): Readonly<Record<string, string>> {
  const { spec, action, policies } = schedule;
  const [input] = (action.args ?? []) as [RegressionInput?];
  const { calendars = [], timezone, jitter } = spec;
  const settings = Object.fromEntries(
    Object.entries(input ?? {}).map(([field, value]) => [field, JSON.stringify(value)]),
  );
  return {
    times: readTimes(spec),
    cron: calendars.map(({ comment }) => comment ?? "").join() || "none",
    timezone: timezone || "none",
    jitter: jitter ? spellDuration(Number(jitter)) : "none",
    overlap: String(policies?.overlap).toLowerCase(),
    catchup: spellDuration(Number(policies?.catchupWindow)),
    workflow: JSON.stringify([action.workflowType, action.workflowId, action.taskQueue]),
    ...settings,
  };
}

/** When it is due, in words that are the same for the same times, however they are written. */
export function readTimes({
  calendars = [],
  intervals = [],
}: ScheduleDescription["spec"] | ScheduleOptions["spec"]): string {
  return describeTimes({
    calendars: calendars.map(valuesOfCalendar),
    intervalsMs: intervals.map(({ every }) => Number(every)),
  });
}

const NAMES: Readonly<Record<string, readonly string[]>> = { month: MONTHS, dayOfWeek: DAYS_OF_WEEK };

function valuesOfCalendar(calendar: object): CalendarValues {
  const { comment: _comment, year: _year, ...fields } = calendar as Readonly<Record<string, unknown>>;
  const values = Object.entries(fields).map(([field, ranges]) => [field, valuesOf(ranges, field)]);
  return Object.fromEntries(values) as CalendarValues;
}

/** Temporal may join neighbours into one range. */
function valuesOf(ranges: unknown, field: string): readonly number[] {
  if (!Array.isArray(ranges)) return [];
  const names = NAMES[field];
  const place = (value: unknown): number =>
    names === undefined ? Number(value) : names.indexOf(String(value));
  const values = new Set<number>();
  for (const { start, end, step } of ranges as { start: unknown; end: unknown; step: number }[]) {
    for (let value = place(start); value <= place(end); value += step) values.add(value);
  }
  return [...values].sort((one, other) => one - other);
}
