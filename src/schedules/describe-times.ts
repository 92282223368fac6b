import { DAYS_OF_WEEK, MONTHS } from "./calendar-time.js";
import { spellDuration } from "./duration.js";

/** The fields of a calendar, with the values of one that leaves a field to any, or to 0, and the words of those that have some. */
const FIELDS = [
  { field: "second", name: "second", usual: [0] },
  { field: "minute", name: "minute", usual: [] },
  { field: "hour", name: "hour", usual: range(0, 23) },
  { field: "dayOfMonth", name: "day of month", usual: range(1, 31) },
  { field: "month", name: "month", usual: range(0, 11), words: MONTHS },
  { field: "dayOfWeek", name: "day of week", usual: range(0, 6), words: DAYS_OF_WEEK },
] as const;

/** A calendar by its values; months from 0 for January, days of the week from 0 for Sunday. */
export type CalendarValues = Readonly<Record<(typeof FIELDS)[number]["field"], readonly number[]>>;

/** When a schedule is due, as people read it: `minute 30, hour 3, day of week MONDAY-FRIDAY`, or `every 6h`. */
export function describeTimes({
  calendars,
  intervalsMs,
}: {
  readonly calendars: readonly CalendarValues[];
  readonly intervalsMs: readonly number[];
}): string {
  const every = intervalsMs.map((interval) => `every ${spellDuration(interval)}`);
  return [...calendars.map(describeCalendar), ...every].join("; ");
}

function describeCalendar(values: CalendarValues): string {
  return FIELDS.flatMap(({ field, name, usual, ...rest }) => {
    const given = [...values[field]].sort((one, other) => one - other);
    if (given.join() === usual.join()) return [];
    const words: readonly string[] | undefined = "words" in rest ? rest.words : undefined;
    return [`${name} ${describeValues(given, (value) => words?.[value] ?? String(value))}`];
  }).join(", ");
}

/** Neighbours as a range: `1-5, 7`. */
function describeValues(values: readonly number[], spell: (value: number) => string): string {
  const ranges: { first: number; last: number }[] = [];
  for (const value of values) {
    const open = ranges.at(-1);
    if (open !== undefined && value === open.last + 1) open.last = value;
    else ranges.push({ first: value, last: value });
  }
  return ranges
    .map(({ first, last }) =>
      first === last ? spell(first) : `${spell(first)}${last === first + 1 ? ", " : "-"}${spell(last)}`,
    )
    .join(", ");
}

function range(lowest: number, highest: number): readonly number[] {
  return Array.from({ length: highest - lowest + 1 }, (_, index) => lowest + index);
}
