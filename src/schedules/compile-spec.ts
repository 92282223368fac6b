import { type Calendar, type CalendarTime, DAYS_OF_WEEK, MONTHS } from "./calendar-time.js";
import { cronCalendar, namesHours } from "./cron-calendar.js";
import { durationMs } from "./duration.js";
import { ScheduleInvalidError } from "./schedule-errors.js";
import type { ScheduleSettings } from "./schedule-settings.js";

/** When a schedule is due, in Temporal's form. */
export interface CompiledSpec {
  readonly calendars: readonly Calendar[];
  /** Milliseconds between starts; null with calendars. */
  readonly everyMs: number | null;
  readonly timezone: string | null;
  readonly jitterMs: number;
}

/** The names of three letters that the IANA database has; Node.js knows others, such as PST. */
const SHORT_ZONES: ReadonlySet<string> = new Set(
  "UTC GMT UCT CET EET MET WET EST MST HST PRC ROC ROK".split(" "),
);

/** What the server takes less for. */
const SHORTEST_CATCHUP_MS = 10_000;

/** The times in a schedule's settings, checked. @throws ScheduleInvalidError naming the field */
export function compileSpec(schedule: string, settings: ScheduleSettings): CompiledSpec {
  const { cron, every, calendar, timezone, jitter, catchup } = settings;
  if (durationMs(catchup) < SHORTEST_CATCHUP_MS)
    throw new ScheduleInvalidError(
      schedule,
      "schedule.catchup",
      `"${catchup}" is shorter than the 10s that Temporal makes up for at least`,
    );
  if (timezone !== undefined) checkTimezone(schedule, timezone);
  const base = {
    timezone: timezone ?? null,
    jitterMs: jitter === undefined ? 0 : durationMs(jitter),
  };
  if (every !== undefined) {
    if (timezone !== undefined)
      throw new ScheduleInvalidError(
        schedule,
        "schedule.timezone",
        "has no meaning with every, which counts from 1970 in UTC. Leave it out, or name hours with cron or calendar.",
      );
    return { ...base, calendars: [], everyMs: durationMs(every) };
  }
  const calendars =
    cron === undefined
      ? [calendar ?? []].flat().map(completeCalendar)
      : [readCron(schedule, cron, timezone === undefined)];
  if (timezone === undefined && cron === undefined)
    throw new ScheduleInvalidError(
      schedule,
      "schedule.timezone",
      "is missing: calendar names hours, which mean another time in each zone. Name it, such as Europe/Berlin or UTC.",
    );
  const never = calendars.findIndex((one) => !isEverDue(one));
  if (never !== -1)
    throw new ScheduleInvalidError(
      schedule,
      Array.isArray(calendar) ? `schedule.calendar[${never}]` : "schedule.calendar",
      "is never due: no month that it names has a day that it names",
    );
  return { ...base, calendars, everyMs: null };
}

function readCron(schedule: string, cron: string, isZoneMissing: boolean): Calendar {
  const calendar = cronCalendar(schedule, cron);
  if (isZoneMissing && namesHours(cron))
    throw new ScheduleInvalidError(
      schedule,
      "schedule.timezone",
      `is missing: cron "${cron}" names hours or days, which mean another time in each zone. Name it, such as Europe/Berlin or UTC.`,
    );
  return calendar;
}

/** The server knows names of the IANA database in their own spelling, and no offsets. */
function checkTimezone(schedule: string, timezone: string): void {
  const refuse = (hint: string): never => {
    throw new ScheduleInvalidError(
      schedule,
      "schedule.timezone",
      `"${timezone}" is no time zone of the IANA database, such as Europe/Berlin or UTC${hint}`,
    );
  };
  if (!/^[A-Za-z]/.test(timezone)) refuse("");
  if (/^[A-Z]{3}$/.test(timezone) && !SHORT_ZONES.has(timezone))
    refuse("; an abbreviation means several zones, of which the server knows none");
  let resolved = "";
  try {
    resolved = new Intl.DateTimeFormat("en", { timeZone: timezone }).resolvedOptions().timeZone;
  } catch {
    refuse("");
  }
  if (resolved !== timezone && resolved.toLowerCase() === timezone.toLowerCase())
    refuse(`; did you mean ${resolved}?`);
}

const LONGEST_MONTHS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Whether a month has one of the days. */
function isEverDue({ month, dayOfMonth }: Calendar): boolean {
  const first = Math.min(...dayOfMonth);
  return month.some((name) => (LONGEST_MONTHS[MONTHS.indexOf(name)] ?? 0) >= first);
}

function completeCalendar(time: CalendarTime): Calendar {
  const all = (lowest: number, highest: number): readonly number[] =>
    Array.from({ length: highest - lowest + 1 }, (_, index) => lowest + index);
  const listed = <Value>(given: Value | readonly Value[] | undefined, rest: readonly Value[]): Value[] =>
    given === undefined ? [...rest] : [...new Set([given].flat() as Value[])];
  const sorted = (values: number[]): readonly number[] => values.sort((one, other) => one - other);
  return {
    second: sorted(listed(time.second, [0])),
    minute: sorted(listed(time.minute, [0])),
    hour: sorted(listed(time.hour, [0])),
    dayOfMonth: sorted(listed(time.dayOfMonth, all(1, 31))),
    month: listed(time.month, MONTHS),
    dayOfWeek: listed(time.dayOfWeek, DAYS_OF_WEEK),
    comment: "",
  };
}
