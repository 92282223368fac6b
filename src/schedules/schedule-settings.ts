import { z } from "zod";
import { ChannelSettings } from "../notifications/known-channels.js";
import { CalendarTime } from "./calendar-time.js";
import { Duration } from "./duration.js";

/** When to tell what, and where. */
export const NotifySettings = z.strictObject({
  /**
   * `change`: when the state differs from that of the previous run, or a drift is found. `failure`: whenever a run
   * has not passed. `always`: after each run.
   */
  on: z.enum(["change", "always", "failure"]).default("change"),
  /** The receivers, each a `GivenChannel`. Every message goes to all of them. */
  channels: z.array(ChannelSettings).min(1),
});
export type NotifySettings = z.infer<typeof NotifySettings>;

/** When and where messages are sent, as it is written in a configuration. */
export type GivenNotify = z.input<typeof NotifySettings>;

/** When a definition is run against its baseline automatically. Checked further by `compileSpec`. */
export const ScheduleSettings = z
  .strictObject({
    /** Unique in the configuration; by default the definition's name. */
    name: z
      .string()
      .min(1)
      .max(100)
      .regex(/^[\w.-]+$/, "letters, digits, . _ and - only")
      .optional(),
    /** Five fields: minute, hour, day of month, month, day of week. */
    cron: z.string().optional(),
    /** Time between two starts, such as `15m`, `6h` or `1d`, counted from 1970 in UTC. */
    every: Duration.optional(),
    /**
     * Times on days of the calendar, such as `{ hour: [3, 15], dayOfWeek: "MONDAY" }`. A time must match all fields
     * of one object.
     */
    calendar: z.union([CalendarTime, z.array(CalendarTime).min(1)]).optional(),
    /** A name of the IANA database, such as Europe/Berlin. Required when hours or days are given. */
    timezone: z.string().optional(),
    /** Each run starts later by a random time of up to this, such as `10m`. */
    jitter: Duration.optional(),
    /** What happens when a run is due while the previous one is still running. */
    overlap: z
      .enum(["skip", "buffer_one", "buffer_all", "cancel_other", "terminate_other", "allow_all"])
      .default("skip"),
    /** After the server was down, runs that were due within this time are started late. */
    catchup: Duration.default("1d"),
    /** The variant to check; by default the only one. */
    variant: z.string().optional(),
    /** `NAME` or `NAME@VERSION`, instead of the definition's dataset. */
    dataset: z.string().min(1).optional(),
    /** Budget of each run, instead of the definition's. */
    budgetUsd: z.number().positive().optional(),
    /** Whom to notify; by default nobody. */
    notify: NotifySettings.optional(),
  })
  .refine(
    ({ cron, every, calendar }) => [cron, every, calendar].filter((one) => one !== undefined).length === 1,
    "exactly one of cron, every and calendar",
  );
export type ScheduleSettings = z.infer<typeof ScheduleSettings>;

/**
 * When a definition is run against its baseline automatically, as it is written in a configuration. Give one of
 * `cron`, `every` and `calendar`.
 */
export type GivenSchedule = z.input<typeof ScheduleSettings>;
