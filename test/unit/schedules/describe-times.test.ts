import { expect, test } from "@jest/globals";
import { type CalendarValues, describeTimes } from "../../../src/schedules/describe-times.js";
import { spellDuration } from "../../../src/schedules/duration.js";

const all = (lowest: number, highest: number): readonly number[] =>
  Array.from({ length: highest - lowest + 1 }, (_, index) => lowest + index);
const daily: CalendarValues = {
  second: [0],
  minute: [30],
  hour: [3],
  dayOfMonth: all(1, 31),
  month: all(0, 11),
  dayOfWeek: all(0, 6),
};
const described = (change: Partial<CalendarValues>): string =>
  describeTimes({ calendars: [{ ...daily, ...change }], intervalsMs: [] });

test("a calendar is told by what it restricts, with neighbours as ranges", () => {
  expect(described({})).toBe("minute 30, hour 3");
  expect(described({ dayOfWeek: [5, 1, 2, 3, 4] })).toBe("minute 30, hour 3, day of week MONDAY-FRIDAY");
  expect(described({ hour: [3, 4, 15], month: [0, 6] })).toBe(
    "minute 30, hour 3, 4, 15, month JANUARY, JULY",
  );
  expect(described({ second: [5], hour: all(0, 23), dayOfMonth: [1] })).toBe(
    "second 5, minute 30, day of month 1",
  );
});

test("several times are told side by side, intervals in the unit that fits", () => {
  expect(describeTimes({ calendars: [daily, { ...daily, hour: [4] }], intervalsMs: [] })).toBe(
    "minute 30, hour 3; minute 30, hour 4",
  );
  expect(describeTimes({ calendars: [], intervalsMs: [21_600_000] })).toBe("every 6h");
  expect([86_400_000, 5_400_000, 300_000, 45_000, 1_500].map(spellDuration)).toEqual([
    "1d",
    "90m",
    "5m",
    "45s",
    "1500 ms",
  ]);
});
