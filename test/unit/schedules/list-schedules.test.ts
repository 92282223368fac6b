import { describe, expect, test } from "@jest/globals";
import { listSchedules } from "../../../src/schedules/list-schedules.js";
import type { GivenSchedule } from "../../../src/schedules/schedule-settings.js";

const only = (schedule: GivenSchedule, name = "spam") => listSchedules([{ name, schedule }])[0];
const refusal = (schedule: GivenSchedule): string => {
  try {
    only(schedule);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return "accepted";
};

describe("cron", () => {
  test("becomes a calendar in its zone", () => {
    expect(only({ cron: "30 3,15 * * 1-5", timezone: "Europe/Berlin", jitter: "5m" })?.spec).toEqual({
      everyMs: null,
      timezone: "Europe/Berlin",
      jitterMs: 300_000,
      calendars: [
        {
          second: [0],
          minute: [30],
          hour: [3, 15],
          dayOfMonth: Array.from({ length: 31 }, (_, index) => index + 1),
          month: expect.arrayContaining(["JANUARY", "DECEMBER"]),
          dayOfWeek: ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY"],
          comment: "30 3,15 * * 1-5",
        },
      ],
    });
  });

  test("Sunday is 0, 7 and sun", () => {
    for (const day of ["0", "7", "sun", "SUN"])
      expect(only({ cron: `0 3 * * ${day}`, timezone: "UTC" })?.spec.calendars[0]?.dayOfWeek).toEqual([
        "SUNDAY",
      ]);
  });

  test.each([
    ["0 3 * *", "has 4 fields; allowed are five: minute, hour, day of month, month, day of week"],
    [
      "0 0 3 * * *",
      "has 6 fields; allowed are five: minute, hour, day of month, month, day of week. There is no field for seconds or years",
    ],
    [
      "@daily",
      'has 1 field; allowed are five: minute, hour, day of month, month, day of week. @daily is written as "0 0 * * *"',
    ],
    [
      "@every 1h",
      'has 2 fields; allowed are five: minute, hour, day of month, month, day of week. An interval is written as every, such as every: "1h"',
    ],
    [
      "CRON_TZ=UTC 0 3 * * *",
      "has 6 fields; allowed are five: minute, hour, day of month, month, day of week. A time zone is written as timezone",
    ],
    ["", "has 1 field; allowed are five: minute, hour, day of month, month, day of week"],
    [
      "0 L * * *",
      'has an invalid hour, "L". Allowed are 0 to 23, as one value, a list (1,2), a range (1-5), steps (*/2) or *.',
    ],
    [
      "0 3 1 * MON",
      "names both days of the month and days of the week: cron takes either for enough, Temporal asks for both. Say which with calendar",
    ],
    ["0 3 30 2 *", "is never due"],
    ["0 3 31 4,6 *", "is never due"],
  ])('"%s" is refused: it %s', (cron, problem) => {
    const message = refusal({ cron, timezone: "UTC" });
    expect(message.startsWith(`The schedule "spam" is not valid: schedule.cron "${cron}" ${problem}`)).toBe(
      true,
    );
  });

  test.each([
    ["60 3 * * *", "minute", "60", "0 to 59"],
    ["0 24 * * *", "hour", "24", "0 to 23"],
    ["0 3 0 * *", "day of month", "0", "1 to 31"],
    ["0 3 * 13 *", "month", "13", "1 to 12 or JAN to DEC"],
    ["0 3 * foo *", "month", "foo", "1 to 12 or JAN to DEC"],
    ["mon 3 * * *", "minute", "mon", "0 to 59"],
    ["0 3 * * 8", "day of week", "8", "0 to 7 or SUN to SAT, where 0 and 7 are Sunday"],
    ["*/0 3 * * *", "minute", "*/0", "0 to 59"],
    ["5-1 3 * * *", "minute", "5-1", "0 to 59"],
    ["a 3 * * *", "minute", "a", "0 to 59"],
  ])('in "%s" the %s is named', (cron, field, value, allowed) => {
    expect(refusal({ cron, timezone: "UTC" })).toBe(
      `The schedule "spam" is not valid: schedule.cron "${cron}" has an invalid ${field}, "${value}". Allowed are ${allowed}, as one value, a list (1,2), a range (1-5), steps (*/2) or *.`,
    );
  });

  test("a calendar that is never due is refused, and one that is due in leap years is not", () => {
    const calendar = (dayOfMonth: number | number[], month: "FEBRUARY" | "APRIL") => ({
      calendar: { hour: 3, dayOfMonth, month },
      timezone: "UTC",
    });
    for (const [day, month] of [
      [30, "FEBRUARY"],
      [31, "APRIL"],
    ] as const)
      expect(refusal(calendar(day, month))).toBe(
        'The schedule "spam" is not valid: schedule.calendar is never due: no month that it names has a day that it names',
      );
    expect(refusal({ calendar: [{ hour: 1 }, calendar(31, "APRIL").calendar], timezone: "UTC" })).toBe(
      'The schedule "spam" is not valid: schedule.calendar[1] is never due: no month that it names has a day that it names',
    );
    expect(only(calendar(29, "FEBRUARY"))?.spec.calendars).toHaveLength(1);
    expect(only(calendar([31, 1], "APRIL"))?.spec.calendars).toHaveLength(1);
  });

  test("a shorter catch-up than Temporal has is refused instead of being another one there", () => {
    expect(refusal({ every: "1h", catchup: "9s" })).toBe(
      'The schedule "spam" is not valid: schedule.catchup "9s" is shorter than the 10s that Temporal makes up for at least',
    );
    expect(only({ every: "1h", catchup: "10s" })?.settings.catchup).toBe("10s");
  });
});

describe("time zones", () => {
  test.each([
    ["Mars/Olympus", ""],
    ["+02:00", ""],
    ["", ""],
    ["europe/berlin", "; did you mean Europe/Berlin?"],
    ["PST", "; an abbreviation means several zones, of which the server knows none"],
    ["IST", "; an abbreviation means several zones, of which the server knows none"],
  ])('"%s" is refused', (timezone, hint) => {
    expect(refusal({ cron: "0 3 * * *", timezone })).toBe(
      `The schedule "spam" is not valid: schedule.timezone "${timezone}" is no time zone of the IANA database, such as Europe/Berlin or UTC${hint}`,
    );
  });

  test.each(["UTC", "Etc/UTC", "Asia/Kolkata", "Asia/Calcutta", "America/New_York"])(
    "%s is known",
    (timezone) => {
      expect(only({ cron: "0 3 * * *", timezone })?.spec.timezone).toBe(timezone);
    },
  );

  test.each(["0 3 * * *", "0 */2 * * *", "0 * 1 * *", "0 * * * MON"])('cron "%s" needs one', (cron) => {
    expect(refusal({ cron })).toBe(
      `The schedule "spam" is not valid: schedule.timezone is missing: cron "${cron}" names hours or days, which mean another time in each zone. Name it, such as Europe/Berlin or UTC.`,
    );
  });

  test("cron of minutes alone needs none", () => {
    expect(only({ cron: "*/15 * * * *" })?.spec.timezone).toBeNull();
  });

  test("a calendar needs one", () => {
    expect(refusal({ calendar: { hour: 3 } })).toBe(
      'The schedule "spam" is not valid: schedule.timezone is missing: calendar names hours, which mean another time in each zone. Name it, such as Europe/Berlin or UTC.',
    );
  });

  test("every takes none", () => {
    expect(refusal({ every: "6h", timezone: "UTC" })).toBe(
      'The schedule "spam" is not valid: schedule.timezone has no meaning with every, which counts from 1970 in UTC. Leave it out, or name hours with cron or calendar.',
    );
  });
});

test("defaults are what a careful operator would choose", () => {
  expect(only({ every: "6h" })).toMatchObject({
    name: "spam",
    definition: "spam",
    settings: { overlap: "skip", catchup: "1d" },
    spec: { everyMs: 21_600_000, calendars: [], jitterMs: 0 },
  });
});

test("a calendar's fields left out are 0 for times of day, and any for days", () => {
  const [calendar] =
    only({ calendar: { hour: [15, 3], dayOfWeek: "MONDAY" }, timezone: "UTC" })?.spec.calendars ?? [];
  expect(calendar).toMatchObject({ second: [0], minute: [0], hour: [3, 15], dayOfWeek: ["MONDAY"] });
  expect(calendar?.dayOfMonth).toHaveLength(31);
  expect(calendar?.month).toHaveLength(12);
});

test("two schedules of one name are refused, with both definitions named", () => {
  const schedule = { every: "1h", name: "nightly" };
  expect(() =>
    listSchedules([
      { name: "a", schedule },
      { name: "b", schedule },
    ]),
  ).toThrow(
    'The experiments "a" and "b" both have a schedule named "nightly". Give each a name of its own: schedule: { name: … }',
  );
  expect(() => listSchedules([{ name: "a", schedule: [{ every: "1h" }, { every: "1d" }] }])).toThrow(
    'The experiment "a" has two schedules named "a". Give each a name of its own: schedule: [{ name: … }, …]',
  );
});
