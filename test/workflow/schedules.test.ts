import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import {
  listScheduleStates,
  readScheduleState,
} from "../../src/operations/schedules/list-schedule-states.js";
import {
  backfillSchedule,
  pauseSchedule,
  resumeSchedule,
} from "../../src/operations/schedules/steer-schedule.js";
import { syncSchedules } from "../../src/operations/schedules/sync-schedules.js";
import {
  deleteSchedules,
  openRegressionProject,
  type RegressionProject,
} from "../support/regression-project.js";

let project: RegressionProject;

beforeAll(async () => {
  project = await openRegressionProject();
  await project.startWorker();
});
afterEach(async () => {
  project.hold = Promise.resolve();
  await deleteSchedules(project);
});
afterAll(() => project.close());

/** Lets calls of the pipeline wait until it is called. */
function holdCalls(): () => void {
  let release = (): void => undefined;
  project.hold = new Promise((resolve) => {
    release = resolve;
  });
  return () => release();
}

/** Schedules tell nobody of what they do: they are asked until it is done. */
async function until(isDone: () => Promise<boolean>): Promise<void> {
  while (!(await isDone())) await new Promise((resolve) => setTimeout(resolve, 100));
}

describe("a schedule", () => {
  test("starts runs by itself, and none while it is paused", async () => {
    const context = project.define({ name: "alone", schedule: { every: "1s" } });
    const clock = project.define({ name: "clock", schedule: { every: "1s" } });
    await syncSchedules(context);
    const runs = await project.untilEnded("alone", 2);
    expect(runs.every(({ schedule, scheduledAt }) => schedule === "alone" && scheduledAt !== null)).toBe(
      true,
    );
    await pauseSchedule(context, "alone", "the provider is down");
    const pausedAt = Date.now();
    expect(await readScheduleState(context, "alone")).toMatchObject({
      status: "paused",
      note: "the provider is down",
      nextRuns: [],
    });
    // Another schedule of the same times tells that two of them have passed.
    await syncSchedules(clock);
    await until(async () => {
      const { counts } = await readScheduleState(clock, "clock");
      return (counts?.started ?? 0) + (counts?.skipped ?? 0) >= 2;
    });
    await pauseSchedule(clock, "clock");
    const resumedAt = Date.now();
    const before = (await project.untilEnded("alone", 2)).length;
    await resumeSchedule(context, "alone", "it is back");
    const after = await project.untilEnded("alone", before + 1);
    const dueAt = after.map(({ scheduledAt }) => Date.parse(scheduledAt ?? ""));
    expect(dueAt.filter((at) => at > pausedAt && at < resumedAt)).toEqual([]);
    expect(await readScheduleState(context, "alone")).toMatchObject({ status: "active", note: "it is back" });
  });

  test("leaves out what is due while a run goes on", async () => {
    const release = holdCalls();
    const context = project.define({ name: "skips", schedule: { every: "1s" } });
    await syncSchedules(context);
    await until(async () => ((await readScheduleState(context, "skips")).counts?.skipped ?? 0) >= 2);
    expect(await project.store.listRegressionRuns({ definition: "skips", limit: 10 })).toHaveLength(1);
    await pauseSchedule(context, "skips");
    release();
    await project.untilEnded("skips", 1);
  });

  test("starts runs side by side with overlap allow_all", async () => {
    const release = holdCalls();
    const context = project.define({ name: "beside", schedule: { every: "1s", overlap: "allow_all" } });
    await syncSchedules(context);
    const running = { definition: "beside", isRunning: true, limit: 10 };
    await until(async () => (await project.store.listRegressionRuns(running)).length >= 2);
    await pauseSchedule(context, "beside");
    release();
    await project.untilEnded("beside", 2);
  });

  test("makes up by a backfill for each time of its range, both ends included", async () => {
    const context = project.define({ name: "filled", schedule: { cron: "*/15 * * * *" } });
    await syncSchedules(context);
    await backfillSchedule(context, "filled", {
      from: new Date("2026-01-02T03:00:00Z"),
      to: new Date("2026-01-02T03:30:00Z"),
    });
    const runs = await project.untilEnded("filled", 3);
    expect(runs.map(({ scheduledAt }) => scheduledAt).sort()).toEqual([
      "2026-01-02T03:00:00.000Z",
      "2026-01-02T03:15:00.000Z",
      "2026-01-02T03:30:00.000Z",
    ]);
    const future = new Date(Date.now() + 3_600_000);
    await expect(backfillSchedule(context, "filled", { from: new Date(), to: future })).rejects.toThrow(
      `The backfill ends at ${future.toISOString()}, which is still to come: its runs would start now. Allowed is a range of the past.`,
    );
    const [first, second] = [new Date("2026-01-02T03:00:00Z"), new Date("2026-01-03T03:00:00Z")];
    await expect(backfillSchedule(context, "filled", { from: second, to: first })).rejects.toThrow(
      "The backfill begins at 2026-01-03T03:00:00.000Z, after its end at 2026-01-02T03:00:00.000Z.",
    );
  });

  test("is not due at an hour that a clock leaves out, and once at one that comes twice", async () => {
    const context = project.define({
      name: "summer",
      schedule: { cron: "30 2 * * *", timezone: "Europe/Berlin" },
    });
    await syncSchedules(context);
    // On 29 March 2026 the clock goes from 02:00 to 03:00; on 26 October 2025 it goes from 03:00 back to 02:00.
    await backfillSchedule(context, "summer", {
      from: new Date("2026-03-28T00:00:00Z"),
      to: new Date("2026-03-30T12:00:00Z"),
    });
    await backfillSchedule(context, "summer", {
      from: new Date("2025-10-26T00:00:00Z"),
      to: new Date("2025-10-27T12:00:00Z"),
    });
    const runs = await project.untilEnded("summer", 4);
    const { counts } = await readScheduleState(context, "summer");
    expect(counts).toEqual({ started: 4, skipped: 0, missed: 0 });
    expect(runs.map(({ scheduledAt }) => scheduledAt).sort()).toEqual([
      "2025-10-26T01:30:00.000Z",
      "2025-10-27T01:30:00.000Z",
      "2026-03-28T01:30:00.000Z",
      "2026-03-30T00:30:00.000Z",
    ]);
  });
});

describe("assay schedule sync", () => {
  test("changes nothing the second time, and tells a change before it makes it", async () => {
    const context = project.define({
      name: "synced",
      schedule: { cron: "0 3 * * 1-5", timezone: "Europe/Berlin", jitter: "5m" },
    });
    const told: unknown[] = [];
    const announce = (changes: unknown): void => {
      told.push(changes);
    };
    await syncSchedules(context, { announce, dryRun: true });
    expect((await readScheduleState(context, "synced")).status).toBe("not_synced");
    await syncSchedules(context, { announce });
    await pauseSchedule(context, "synced", "for now");
    await syncSchedules(context, { announce });
    expect(told).toEqual([
      [{ action: "create", name: "synced", definition: "synced" }],
      [{ action: "create", name: "synced", definition: "synced" }],
      [{ action: "keep", name: "synced", definition: "synced" }],
    ]);
    const [definition] = context.loaded.configuration.experiments;
    Object.assign(definition as object, { schedule: { cron: "30 4 * * *", timezone: "UTC", budgetUsd: 2 } });
    const [change] = await syncSchedules(context);
    expect(change).toMatchObject({
      action: "update",
      differences: {
        times: {
          from: "minute 0, hour 3, day of week MONDAY-FRIDAY",
          to: "minute 30, hour 4",
        },
        cron: { from: "0 3 * * 1-5", to: "30 4 * * *" },
        timezone: { from: "Europe/Berlin", to: "UTC" },
        jitter: { from: "5m", to: "none" },
        budgetUsd: { from: "null", to: "2" },
      },
    });
    expect(await syncSchedules(context)).toMatchObject([{ action: "keep" }]);
    expect(await listScheduleStates(context)).toMatchObject([
      { name: "synced", status: "paused", note: "for now", times: "30 4 * * *" },
    ]);
  });

  test("sets right what was changed by hand in Temporal", async () => {
    const context = project.define({ name: "by-hand", schedule: { every: "6h" } });
    await syncSchedules(context);
    const handle = project.client.schedule.getHandle(`assay-${project.store.storeId.slice(0, 8)}/by-hand`);
    await handle.update((present) => ({ ...present, spec: { intervals: [{ every: "1h" }] } }));
    expect(await syncSchedules(context)).toMatchObject([
      { action: "update", differences: { times: { from: "every 1h", to: "every 6h" } } },
    ]);
  });

  test("names a missing secret, and changes nothing", async () => {
    const secret = { fromEnvironment: "NIGHT_SECRET_THAT_IS_MISSING" };
    const channels = [{ type: "webhook" as const, url: "https://hooks.example.org/assay", secret }];
    const context = project.define({ name: "secret", schedule: { every: "6h", notify: { channels } } });
    await expect(syncSchedules(context)).rejects.toThrow(
      'The schedule "secret" cannot be synchronised: The webhook notification reads NIGHT_SECRET_THAT_IS_MISSING from the environment, which is not set or empty.',
    );
    expect((await readScheduleState(context, "secret")).status).toBe("not_synced");
  });

  test("wants a variant named where there are several", async () => {
    const context = project.define({
      name: "several",
      schedule: { every: "6h" },
      variants: { a: {}, b: {} },
    });
    await expect(syncSchedules(context)).rejects.toThrow(
      'The schedule "several" cannot be synchronised: Experiment "several" has the variants a, b, and none is chosen to be compared with the baseline. Choose one: --variant a, or in a schedule variant: "a"',
    );
  });
});
