import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { ExperimentDefinition } from "../../src/config.js";
import type { RegressionRun } from "../../src/domain/regression/regression-run.js";
import { defineEvaluator } from "../../src/evaluators/custom/define-evaluator.js";
import {
  listScheduleStates,
  readScheduleState,
} from "../../src/operations/schedules/list-schedule-states.js";
import {
  backfillSchedule,
  deleteSchedule,
  pauseSchedule,
  resumeSchedule,
  runScheduleNow,
} from "../../src/operations/schedules/steer-schedule.js";
import { syncSchedules } from "../../src/operations/schedules/sync-schedules.js";
import { pipeline } from "../../src/pipelines/function-pipeline.js";
import type { GivenSchedule } from "../../src/schedules/schedule-settings.js";
import { answerWith, type LocalService, startLocalService } from "../support/local-service.js";
import { openTestProject, type TestProject } from "../support/test-project.js";

/** What the pipeline answers now; a test makes it worse. */
let quality = 1;
/** Calls wait for it. */
let hold: Promise<void> = Promise.resolve();
let project: TestProject;
let receiver: LocalService;
let refusals = 0;

beforeEach(async () => {
  quality = 1;
  hold = Promise.resolve();
  refusals = 0;
  process.env.NIGHT_HOOK_SECRET = "a-secret-of-the-night";
  receiver = await startLocalService((response) => {
    refusals -= 1;
    answerWith(response, { status: refusals >= 0 ? 503 : 200, body: "ok" });
  });
});
afterEach(async () => {
  for (const { name, status } of await listScheduleStates(context()))
    if (status !== "not_synced") await deleteSchedule(context(), name);
  await project.close();
  await receiver.stop();
});

const context = () => ({ ...project, environment: { variables: process.env } });

async function open(schedule: GivenSchedule, change: Partial<ExperimentDefinition> = {}): Promise<void> {
  project = await openTestProject({
    datasets: {
      d: {
        items: () => Array.from({ length: 60 }, (_, n) => ({ id: `i${n}`, input: n, expectedOutput: n })),
      },
    },
    pipelines: {
      p: pipeline({
        run: async ({ input }) => {
          await hold;
          return (input as number) < quality * 60 ? input : -1;
        },
      }),
    },
    experiments: [
      {
        name: "watched",
        dataset: "d",
        pipeline: "p",
        variants: { only: {} },
        evaluators: [
          defineEvaluator({
            name: "right",
            range: [0, 1],
            evaluate: ({ output, expected }) => (output === expected ? 1 : 0),
          }),
        ],
        gate: { right: { maxDrop: 0.2 } },
        schedule,
        ...change,
      },
    ],
  });
}

const notify = (on: "change" | "always" | "failure" = "change") => ({
  on,
  channels: [
    {
      type: "webhook" as const,
      url: receiver.baseUrl,
      secret: { fromEnvironment: "NIGHT_HOOK_SECRET" },
      allowPrivateAddress: true,
    },
  ],
});

const ended = (limit = 100) =>
  project.store.listRegressionRuns({ definition: "watched", isRunning: false, limit });

/** Waits until so many regression runs have ended. */
async function untilEnded(count: number): Promise<readonly RegressionRun[]> {
  for (;;) {
    const runs = await ended();
    if (runs.length >= count) return runs;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function untilSent(regressionRunId: string): Promise<void> {
  for (;;) {
    const messages = await project.store.listNotifications(regressionRunId);
    if (messages.every(({ status }) => status !== "pending")) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function bless({ experimentId, experiment }: RegressionRun): Promise<void> {
  await project.store.setBaseline({
    id: "6f1b1f0e-3c1f-4d3e-8f53-9d6a3d1c0001",
    definition: "watched",
    variant: "only",
    experimentId: experimentId ?? "",
    experiment: experiment ?? "",
    reason: "it is right",
    setBy: "a test",
    setAt: new Date().toISOString(),
    clearedAt: null,
    clearedBy: null,
    clearedReason: null,
  });
}

describe("regression runs", () => {
  test("a night that got worse is caught, told once, and told again only when it changes", async () => {
    await open({ every: "1d", notify: notify() });
    await project.startWorker();
    await syncSchedules(context());
    const run = async (count: number): Promise<RegressionRun> => {
      await runScheduleNow(context(), "watched");
      const [last] = await untilEnded(count);
      await untilSent((last as RegressionRun).id);
      return last as RegressionRun;
    };
    const first = await run(1);
    expect(first).toMatchObject({ state: "no_baseline", previousState: null, schedule: "watched" });
    await bless(first);
    expect(await run(2)).toMatchObject({ state: "passed", previousState: "no_baseline" });
    expect(await run(3)).toMatchObject({ state: "passed", previousState: "passed" });
    quality = 0.3;
    const worse = await run(4);
    expect(worse).toMatchObject({ state: "failed", previousState: "passed" });
    expect(await run(5)).toMatchObject({ state: "failed", previousState: "failed" });
    const told = receiver.requests.map(({ body }) => JSON.parse(body));
    expect(told.map(({ title }) => title)).toEqual([
      "watched: no baseline",
      "watched: passed (was no baseline)",
      "watched: failed (was passed)",
    ]);
    expect(told[2]).toMatchObject({
      type: "assay.regression",
      definition: "watched",
      schedule: "watched",
      state: "failed",
      checks: [{ metric: "right", condition: "maxDrop", outcome: "fail" }],
      experiment: worse.experiment,
      baseline: first.experiment,
    });
    expect(told[2].items).toHaveLength(5);
    expect(told[2].lookAt.commands).toEqual([`assay show ${worse.experiment}`, "assay history watched"]);
    expect(new Set(receiver.requests.map(({ headers }) => headers["idempotency-key"])).size).toBe(3);
  });

  test("the Temporal UI tells the story, and the child experiment is found from its run", async () => {
    await open({ every: "1d" });
    await project.startWorker();
    await syncSchedules(context());
    await runScheduleNow(context(), "watched");
    const [run] = await untilEnded(1);
    const handle = project.client.workflow.getHandle(run?.workflowId ?? "");
    await handle.result();
    const { memo, searchAttributes, type } = await handle.describe();
    expect(type).toBe("regression");
    expect(memo).toEqual({
      definition: "watched",
      schedule: "watched",
      experiment: run?.experiment,
      experimentId: run?.experimentId,
      state: "no_baseline",
    });
    expect(searchAttributes).toMatchObject({
      AssayExperiment: ["watched"],
      AssayDataset: ["d"],
      AssayPipeline: ["p"],
      AssayVariant: ["only"],
      AssayStatus: ["no_baseline"],
    });
    const experiment = await project.store.getExperiment(run?.experiment ?? "");
    expect(experiment).toMatchObject({ startedBy: run?.workflowId, status: "completed" });
  });

  test("a receiver that is away for a while gets each message once", async () => {
    refusals = 3;
    await open({ every: "1d", notify: notify("always") });
    await project.startWorker();
    await syncSchedules(context());
    await runScheduleNow(context(), "watched");
    const [run] = await untilEnded(1);
    await untilSent(run?.id ?? "");
    expect(receiver.requests).toHaveLength(4);
    expect(
      new Set(receiver.requests.map(({ headers, body }) => `${headers["webhook-id"]} ${body}`)).size,
    ).toBe(1);
    expect(await project.store.listNotifications(run?.id ?? "")).toMatchObject([
      { status: "sent", error: null },
    ]);
  });

  test("a definition that is gone is recorded and told, since the schedule knows whom to tell", async () => {
    await open({ every: "1d", notify: notify() });
    await syncSchedules(context());
    (project.loaded.configuration.experiments as ExperimentDefinition[]).pop();
    await project.startWorker();
    await runScheduleNow(context(), "watched");
    const [run] = await untilEnded(1);
    await untilSent(run?.id ?? "");
    expect(run).toMatchObject({
      state: "error",
      error: 'The configuration defines no experiment "watched". Defined: none',
    });
    expect(receiver.requests.map(({ body }) => JSON.parse(body).reason)).toEqual([run?.error]);
    expect((await readScheduleState(context(), "watched")).status).toBe("gone");
    const changes = await syncSchedules(context());
    expect(changes).toEqual([{ action: "remove", name: "watched", definition: "watched" }]);
    expect((await readScheduleState(context(), "watched")).status).toBe("gone");
    await syncSchedules(context(), { prune: true });
    await expect(readScheduleState(context(), "watched")).rejects.toThrow(
      'There is no schedule "watched" in Temporal. There is none. assay schedule sync makes those of the configuration.',
    );
  });
});

describe("schedules", () => {
  test("start runs by themselves, and none while paused", async () => {
    await open({ every: "1s" });
    await project.startWorker();
    await syncSchedules(context());
    const runs = await untilEnded(2);
    expect(runs.every(({ schedule, scheduledAt }) => schedule === "watched" && scheduledAt !== null)).toBe(
      true,
    );
    await pauseSchedule(context(), "watched", "the provider is down");
    const state = await readScheduleState(context(), "watched");
    expect(state).toMatchObject({ status: "paused", note: "the provider is down", nextRuns: [] });
    // What had begun ends; then two due times pass.
    const settle = async (): Promise<number> => {
      while ((await project.store.listRegressionRuns({ isRunning: true, limit: 10 })).length > 0)
        await new Promise((resolve) => setTimeout(resolve, 50));
      return (await ended()).length;
    };
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const before = await settle();
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    expect(await settle()).toBe(before);
    await resumeSchedule(context(), "watched", "it is back");
    await untilEnded(before + 1);
    expect(await readScheduleState(context(), "watched")).toMatchObject({
      status: "active",
      note: "it is back",
    });
  });

  test("while a run goes on, the next ones are left out", async () => {
    let release = (): void => undefined;
    hold = new Promise((resolve) => {
      release = resolve;
    });
    await open({ every: "1s" });
    await project.startWorker();
    await syncSchedules(context());
    for (;;) {
      const { counts } = await readScheduleState(context(), "watched");
      if ((counts?.skipped ?? 0) >= 2) break;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(await project.store.listRegressionRuns({ limit: 10 })).toHaveLength(1);
    await pauseSchedule(context(), "watched");
    release();
    await untilEnded(1);
  });

  test("with overlap allow_all they run side by side", async () => {
    let release = (): void => undefined;
    hold = new Promise((resolve) => {
      release = resolve;
    });
    await open({ every: "1s", overlap: "allow_all" });
    await project.startWorker();
    await syncSchedules(context());
    while ((await project.store.listRegressionRuns({ isRunning: true, limit: 10 })).length < 2)
      await new Promise((resolve) => setTimeout(resolve, 100));
    await pauseSchedule(context(), "watched");
    release();
    await untilEnded(2);
  });

  test("a backfill makes up for each time of its range, both ends included", async () => {
    await open({ cron: "*/15 * * * *" });
    await project.startWorker();
    await syncSchedules(context());
    await backfillSchedule(context(), "watched", {
      from: new Date("2026-01-02T03:00:00Z"),
      to: new Date("2026-01-02T03:30:00Z"),
    });
    const runs = await untilEnded(3);
    expect(runs.map(({ scheduledAt }) => scheduledAt).sort()).toEqual([
      "2026-01-02T03:00:00.000Z",
      "2026-01-02T03:15:00.000Z",
      "2026-01-02T03:30:00.000Z",
    ]);
    const future = new Date(Date.now() + 3_600_000);
    await expect(backfillSchedule(context(), "watched", { from: new Date(), to: future })).rejects.toThrow(
      `The backfill ends at ${future.toISOString()}, which is still to come: its runs would start now. Allowed is a range of the past.`,
    );
  });

  test("a second sync changes nothing, and a change is told before it is made", async () => {
    await open({ cron: "0 3 * * 1-5", timezone: "Europe/Berlin", jitter: "5m" });
    const told: unknown[] = [];
    const announce = (changes: unknown): void => {
      told.push(changes);
    };
    await syncSchedules(context(), { announce, dryRun: true });
    expect((await readScheduleState(context(), "watched")).status).toBe("not_synced");
    await syncSchedules(context(), { announce });
    await pauseSchedule(context(), "watched", "for now");
    await syncSchedules(context(), { announce });
    expect(told).toEqual([
      [{ action: "create", name: "watched", definition: "watched" }],
      [{ action: "create", name: "watched", definition: "watched" }],
      [{ action: "keep", name: "watched", definition: "watched" }],
    ]);
    const [definition] = project.loaded.configuration.experiments as ExperimentDefinition[];
    Object.assign(definition as object, { schedule: { cron: "30 4 * * *", timezone: "UTC", budgetUsd: 2 } });
    const [change] = await syncSchedules(context());
    expect(change).toMatchObject({
      action: "update",
      differences: {
        cron: { from: "0 3 * * 1-5", to: "30 4 * * *" },
        timezone: { from: "Europe/Berlin", to: "UTC" },
        jitter: { from: "300000", to: "0" },
        budgetUsd: { from: "null", to: "2" },
      },
    });
    expect(await syncSchedules(context())).toMatchObject([{ action: "keep" }]);
    expect(await readScheduleState(context(), "watched")).toMatchObject({
      status: "paused",
      note: "for now",
      times: "30 4 * * *",
    });
  });

  test("what was changed by hand in Temporal is set right", async () => {
    await open({ every: "6h" });
    await syncSchedules(context());
    const handle = project.client.schedule.getHandle(`assay-${project.store.storeId.slice(0, 8)}/watched`);
    await handle.update((present) => ({ ...present, spec: { intervals: [{ every: "1h" }] } }));
    expect(await syncSchedules(context())).toMatchObject([
      { action: "update", differences: { times: { from: "[[],[3600000]]", to: "[[],[21600000]]" } } },
    ]);
  });

  test("a missing secret is named at sync, and nothing is changed", async () => {
    delete process.env.NIGHT_HOOK_SECRET;
    await open({ every: "6h", notify: notify() });
    await expect(syncSchedules(context())).rejects.toThrow(
      'The schedule "watched" cannot be synchronised: The webhook notification reads NIGHT_HOOK_SECRET from the environment, which is not set or empty.',
    );
    expect((await readScheduleState(context(), "watched")).status).toBe("not_synced");
  });

  test("a variant must be named where there are several", async () => {
    await open({ every: "6h" }, { variants: { a: {}, b: {} } });
    await expect(syncSchedules(context())).rejects.toThrow(
      'The schedule "watched" cannot be synchronised: Experiment "watched" has the variants a, b, and nothing says which is held against the baseline. Name it: variant: "a"',
    );
  });

  test("where the clock is set, an hour that is left out is not due, and one that comes twice is due once", async () => {
    await open({ cron: "30 2 * * *", timezone: "Europe/Berlin" });
    await project.startWorker();
    await syncSchedules(context());
    // On 29 March 2026 the clock goes from 02:00 to 03:00; on 26 October 2025 it goes from 03:00 back to 02:00.
    await backfillSchedule(context(), "watched", {
      from: new Date("2026-03-28T00:00:00Z"),
      to: new Date("2026-03-30T12:00:00Z"),
    });
    await untilEnded(2);
    await backfillSchedule(context(), "watched", {
      from: new Date("2025-10-26T00:00:00Z"),
      to: new Date("2025-10-27T12:00:00Z"),
    });
    await untilEnded(4);
    const { counts } = await readScheduleState(context(), "watched");
    expect(counts).toEqual({ started: 4, skipped: 0, missed: 0 });
    expect((await ended()).map(({ scheduledAt }) => scheduledAt).sort()).toEqual([
      "2025-10-26T01:30:00.000Z",
      "2025-10-27T01:30:00.000Z",
      "2026-03-28T01:30:00.000Z",
      "2026-03-30T00:30:00.000Z",
    ]);
  });
});
