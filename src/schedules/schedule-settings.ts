import { z } from "zod";
import { ChannelSettings } from "../notifications/known-channels.js";
import { CalendarTime } from "./calendar-time.js";
import { Duration } from "./duration.js";

/** When to tell what, and where. */
export const NotifySettings = z.strictObject({
  /** `change`: when the state is another than before, or a drift is found. `failure`: whenever it has not passed. */
  on: z.enum(["change", "always", "failure"]).default("change"),
  /** Each gets every message. */
  channels: z.array(ChannelSettings).min(1),
});
export type NotifySettings = z.infer<typeof NotifySettings>;

/** When to tell what, and where, as it is written in a configuration. */
export type GivenNotify = z.input<typeof NotifySettings>;

/** When a definition is run against its baseline by itself. Checked further by `compileSpec`. */
export const ScheduleSettings = z
  .strictObject({
    /** The definition's name when left out. */
    name: z
      .string()
      .min(1)
      .max(100)
      .regex(/^[\w.-]+$/, "letters, digits, . _ and - only")
      .optional(),
    /** Five fields: minute, hour, day of month, month, day of week. */
    cron: z.string().optional(),
    /** From one run's start to the next, counted from 1970. */
    every: Duration.optional(),
    /** Times of day on days of the calendar; all that one names must fit. */
    calendar: z.union([CalendarTime, z.array(CalendarTime).min(1)]).optional(),
    /** Name of the IANA database, such as Europe/Berlin. */
    timezone: z.string().optional(),
    /** Each run starts up to so much later, at random. */
    jitter: Duration.optional(),
    /** What happens when a run is due while the one before it still goes on. */
    overlap: z
      .enum(["skip", "buffer_one", "buffer_all", "cancel_other", "terminate_other", "allow_all"])
      .default("skip"),
    /** Runs that were due while the server was down are made up for when that was not longer ago. */
    catchup: Duration.default("1d"),
    /** Which variant is the candidate; the only one when left out. */
    variant: z.string().optional(),
    /** `NAME` or `NAME@VERSION`, instead of the definition's. */
    dataset: z.string().min(1).optional(),
    /** Instead of the definition's own. */
    budgetUsd: z.number().positive().optional(),
    /** Nobody is told when left out. */
    notify: NotifySettings.optional(),
  })
  .refine(
    ({ cron, every, calendar }) => [cron, every, calendar].filter((one) => one !== undefined).length === 1,
    "exactly one of cron, every and calendar",
  );
export type ScheduleSettings = z.infer<typeof ScheduleSettings>;

/** When a definition is run against its baseline by itself, as it is written in a configuration. */
export type GivenSchedule = z.input<typeof ScheduleSettings>;
