import { CronExpressionParser } from "cron-parser";
import { type Calendar, DAYS_OF_WEEK, MONTHS } from "./calendar-time.js";
import { ScheduleInvalidError } from "./schedule-errors.js";

const FIELDS = [
  { name: "minute", allowed: "0 to 59" },
  { name: "hour", allowed: "0 to 23" },
  { name: "day of month", allowed: "1 to 31" },
  { name: "month", allowed: "1 to 12 or JAN to DEC" },
  { name: "day of week", allowed: "0 to 7 or SUN to SAT, where 0 and 7 are Sunday" },
] as const;
/** Names that other schedulers have for expressions. */
const SHORTHANDS: Readonly<Record<string, string>> = {
  "@hourly": "0 * * * *",
  "@daily": "0 0 * * *",
  "@midnight": "0 0 * * *",
  "@weekly": "0 0 * * 0",
  "@monthly": "0 0 1 * *",
  "@yearly": "0 0 1 1 *",
  "@annually": "0 0 1 1 *",
};
/** What every field may be made of; `L`, `W`, `#`, `?` and `H` mean other things to others. */
const FIELD = /^(?:[\d*/,-]|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|sun|mon|tue|wed|thu|fri|sat)+$/i;

/**
 * The times of a cron expression as a calendar of Temporal, which then reads it the same way on every server.
 *
 * @throws ScheduleInvalidError naming the field of the expression
 */
export function cronCalendar(schedule: string, cron: string): Calendar {
  const refuse = (problem: string): never => {
    throw new ScheduleInvalidError(schedule, "schedule.cron", `"${cron}" ${problem}`);
  };
  const fields = cron.trim().split(/\s+/);
  if (fields.length !== FIELDS.length)
    return refuse(
      `has ${fields.length} ${fields.length === 1 ? "field" : "fields"}; allowed are five: minute, hour, day of month, month, day of week${otherForm(fields)}`,
    );
  for (const [index, { name, allowed }] of FIELDS.entries()) {
    const field = fields[index] as string;
    const alone = FIELDS.map((_, other) => (other === index ? field : "*")).join(" ");
    if (!FIELD.test(field) || !isReadable(alone))
      return refuse(
        `has an invalid ${name}, "${field}". Allowed are ${allowed}, as one value, a list (1,2), a range (1-5), steps (*/2) or *.`,
      );
  }
  const [, , dayOfMonth, , dayOfWeek] = fields as [string, string, string, string, string];
  if (!dayOfMonth.startsWith("*") && !dayOfWeek.startsWith("*"))
    return refuse(
      "names both days of the month and days of the week: cron takes either for enough, Temporal asks for both. Say which with calendar",
    );
  // Each field can be read by itself; together they may name a day that no month has.
  if (!isReadable(cron) || !hasNextTime(cron)) return refuse("is never due");
  const parsed = CronExpressionParser.parse(cron).fields;
  const numbers = (values: readonly unknown[]): readonly number[] => values.map(Number);
  // Sunday is 0 and 7.
  const days = [...new Set(numbers(parsed.dayOfWeek.values).map((day) => day % 7))].sort();
  return {
    second: [0],
    minute: numbers(parsed.minute.values),
    hour: numbers(parsed.hour.values),
    dayOfMonth: numbers(parsed.dayOfMonth.values),
    month: numbers(parsed.month.values).map((month) => MONTHS[month - 1] as (typeof MONTHS)[number]),
    dayOfWeek: days.map((day) => DAYS_OF_WEEK[day] as (typeof DAYS_OF_WEEK)[number]),
    comment: cron,
  };
}

/** How that is written here which other schedulers know in other forms. */
function otherForm(fields: readonly string[]): string {
  const [first = ""] = fields;
  const written = SHORTHANDS[first.toLowerCase()];
  if (written !== undefined) return `. ${first} is written as "${written}"`;
  if (first === "@every") return '. An interval is written as every, such as every: "1h"';
  if (/^(CRON_)?TZ=/.test(first)) return ". A time zone is written as timezone";
  return fields.length > FIELDS.length ? ". There is no field for seconds or years" : "";
}

function isReadable(expression: string): boolean {
  try {
    CronExpressionParser.parse(expression);
    return true;
  } catch {
    return false;
  }
}

/** Whether a cron expression depends on where the clock hangs: any hour or day that it names. */
export function namesHours(cron: string): boolean {
  return cron
    .trim()
    .split(/\s+/)
    .slice(1)
    .some((field) => field !== "*");
}

/** 31 April never comes. */
function hasNextTime(cron: string): boolean {
  try {
    CronExpressionParser.parse(cron).next();
    return true;
  } catch {
    return false;
  }
}
