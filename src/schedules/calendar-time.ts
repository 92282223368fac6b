import { z } from "zod";

export const MONTHS = [
  "JANUARY",
  "FEBRUARY",
  "MARCH",
  "APRIL",
  "MAY",
  "JUNE",
  "JULY",
  "AUGUST",
  "SEPTEMBER",
  "OCTOBER",
  "NOVEMBER",
  "DECEMBER",
] as const;

export const DAYS_OF_WEEK = [
  "SUNDAY",
  "MONDAY",
  "TUESDAY",
  "WEDNESDAY",
  "THURSDAY",
  "FRIDAY",
  "SATURDAY",
] as const;

const oneOrMore = <Schema extends z.ZodType>(value: Schema) => z.union([value, z.array(value).min(1)]);
const within = (lowest: number, highest: number) =>
  oneOrMore(z.int(`a whole number from ${lowest} to ${highest}`).min(lowest).max(highest));

/** Times of a calendar: all that is given must fit. Second, minute and hour are 0 where left out, the rest is any. */
export const CalendarTime = z.strictObject({
  second: within(0, 59).optional(),
  minute: within(0, 59).optional(),
  hour: within(0, 23).optional(),
  dayOfMonth: within(1, 31).optional(),
  month: oneOrMore(z.enum(MONTHS)).optional(),
  dayOfWeek: oneOrMore(z.enum(DAYS_OF_WEEK)).optional(),
});
export type CalendarTime = z.infer<typeof CalendarTime>;

/** Times that fit all of its fields; every value is listed. */
export interface Calendar {
  readonly second: readonly number[];
  readonly minute: readonly number[];
  readonly hour: readonly number[];
  readonly dayOfMonth: readonly number[];
  readonly month: readonly (typeof MONTHS)[number][];
  readonly dayOfWeek: readonly (typeof DAYS_OF_WEEK)[number][];
  readonly comment: string;
}
