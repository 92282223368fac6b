import { CronExpressionParser } from "cron-parser";
import { type Calendar, DAYS_OF_WEEK, MONTHS } from "./calendar-time.js";
import { ScheduleInvalidError } from "./schedule-errors.js";

const NAMES = ["minute", "hour", "day of month", "month", "day of week"] as const;
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
  if (fields.length !== NAMES.length)
    return refuse(
      `has ${fields.length} ${fields.length === 1 ? "field" : "fields"}; allowed are five: minute, hour, day of month, month, day of week`,
    );
  for (const [index, field] of fields.entries()) {
    const alone = NAMES.map((_, other) => (other === index ? field : "*")).join(" ");
    const problem = FIELD.test(field) ? findProblem(alone) : "has characters that no field of cron has";
    if (problem !== null) return refuse(`has an invalid ${NAMES[index]}, "${field}": ${problem}`);
  }
  const [, , dayOfMonth, , dayOfWeek] = fields as [string, string, string, string, string];
  if (!dayOfMonth.startsWith("*") && !dayOfWeek.startsWith("*"))
    return refuse(
      "names both days of the month and days of the week: cron takes either for enough, Temporal asks for both. Say which with calendar",
    );
  // Each field can be read by itself; together they may name a day that no month has.
  if (findProblem(cron) !== null || !hasNextTime(cron)) return refuse("is never due");
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

/** Null for an expression that can be read, and that has a time. */
function findProblem(expression: string): string | null {
  try {
    CronExpressionParser.parse(expression);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
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
