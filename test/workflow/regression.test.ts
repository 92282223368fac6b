import { mkdirSync, writeFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import type { NotifyRequest } from "../../src/activities/regression-interface.js";
import type { ExperimentDefinition } from "../../src/config.js";
import { exportBaseline } from "../../src/operations/baselines/export-baseline.js";
import { settleRegressions } from "../../src/operations/regressions/settle-regressions.js";
import { readScheduleState } from "../../src/operations/schedules/list-schedule-states.js";
import { runScheduleNow } from "../../src/operations/schedules/steer-schedule.js";
import { syncSchedules } from "../../src/operations/schedules/sync-schedules.js";
import type { RunningWorker } from "../../src/worker.js";
import { answerWith, type LocalService, startLocalService } from "../support/local-service.js";
import {
  deleteSchedules,
  openRegressionProject,
  type RegressionProject,
  right,
} from "../support/regression-project.js";

let project: RegressionProject;
let receiver: LocalService;
let worker: RunningWorker;
/** Requests that the receiver refuses before it takes one. */
let refusals = 0;

function answer(response: ServerResponse): void {
  refusals -= 1;
  answerWith(response, { status: refusals >= 0 ? 503 : 200, body: "ok" });
}

beforeAll(async () => {
  process.env.NIGHT_HOOK_SECRET = "a-secret-of-the-night";
  receiver = await startLocalService(answer);
  project = await openRegressionProject();
  worker = await project.startWorker();
});
afterEach(() => {
  Object.assign(project, { quality: 1, hold: Promise.resolve(), edition: { changed: 0, number: 1 } });
});
afterAll(async () => {
  await deleteSchedules(project);
  await project.close();
  await receiver.stop();
});

const notify = (on: NotifyRequest["on"]) => ({
  on,
  channels: [
    {
      type: "webhook" as const,
      url: `${receiver.baseUrl}/${on}`,
      secret: { fromEnvironment: "NIGHT_HOOK_SECRET" },
      allowPrivateAddress: true,
    },
  ],
});
const at =
  (path: string) =>
  <Channel extends object>(channel: Channel) => ({ ...channel, url: `${receiver.baseUrl}${path}` });
const toldOn = (path: string) => receiver.requests.filter((request) => request.path === path);

describe("a regression run", () => {
  test("that got worse is caught, told once, and told again only when it changes", async () => {
    project.define({ name: "told" });
    const run = () => project.run("told", notify("change"));
    const first = await run();
    expect(first).toMatchObject({ state: "no_baseline", previousState: null, schedule: null });
    await project.bless(first);
    expect(await run()).toMatchObject({ state: "passed", previousState: "no_baseline" });
    project.quality = 0.3;
    const worse = await run();
    expect(worse).toMatchObject({ state: "failed", previousState: "passed" });
    expect(await run()).toMatchObject({ state: "failed", previousState: "failed" });
    const requests = toldOn("/change");
    const told = requests.map(({ body }) => JSON.parse(body));
    expect(told.map(({ title }) => title)).toEqual([
      "told: no baseline",
      "told: passed (was no baseline)",
      "told: failed (was passed)",
    ]);
    expect(told[2]).toMatchObject({
      type: "assay.regression",
      definition: "told",
      schedule: null,
      state: "failed",
      checks: [{ metric: "right", condition: "maxDrop", outcome: "fail" }],
      experiment: worse.experiment,
      baseline: first.experiment,
    });
    expect(told[2].items).toHaveLength(5);
    expect(told[2].lookAt.commands).toEqual([`assay show ${worse.experiment}`, "assay history told"]);
    expect(new Set(requests.map(({ headers }) => headers["idempotency-key"])).size).toBe(3);
  });

  test("gets each message to a receiver that nobody answers for, and that then refuses, once", async () => {
    project.define({ name: "patient" });
    const port = Number(new URL(receiver.baseUrl).port);
    await receiver.stop();
    const run = await project.startRun("patient", notify("always"));
    // The first tries are refused a connection, so that only Temporal counts them.
    await project.untilTried(run, 3);
    expect(await project.store.listNotifications(run.id)).toMatchObject([{ status: "pending" }]);
    refusals = 1;
    receiver = await startLocalService(answer, port);
    await project.untilTold(run);
    const requests = toldOn("/always");
    expect(requests).toHaveLength(2);
    expect(new Set(requests.map(({ headers, body }) => `${headers["webhook-id"]} ${body}`)).size).toBe(1);
    expect(await project.store.listNotifications(run.id)).toMatchObject([{ status: "sent", error: null }]);
  });

  test("whose messages' workflow somebody terminates has them given up with the reason; the next run tells its receiver", async () => {
    project.define({ name: "untold" });
    refusals = Number.POSITIVE_INFINITY;
    const silent = { ...notify("change"), channels: notify("change").channels.map(at("/untold")) };
    const run = await project.startRun("untold", silent);
    await project.untilTried(run, 2);
    expect(await settleRegressions(project)).toEqual([]);
    const sender = project.client.workflow.getHandle(`notification/${run.id}`);
    await sender.terminate("too loud");
    expect(await settleRegressions(project)).toEqual([sender.workflowId]);
    expect(await settleRegressions(project)).toEqual([]);
    expect(await project.store.listNotifications(run.id)).toMatchObject([
      {
        status: "failed",
        error: expect.stringMatching(
          /^the workflow that sends it was terminated in Temporal by \S+: "too loud"$/,
        ),
      },
    ]);
    refusals = 0;
    const before = toldOn("/untold").length;
    // Its state is the one before, which its receiver was never told.
    const next = await project.run("untold", silent);
    expect(next).toMatchObject({ state: "no_baseline", previousState: "no_baseline" });
    expect(await project.store.listNotifications(next.id)).toMatchObject([{ status: "sent" }]);
    expect(await project.store.listNotifications((await project.run("untold", silent)).id)).toEqual([]);
    expect(toldOn("/untold")).toHaveLength(before + 1);
  });

  test("tells its story in the Temporal UI, and its experiment is found from it", async () => {
    const context = project.define({ name: "shown", schedule: { every: "1d" } });
    await syncSchedules(context);
    await runScheduleNow(context, "shown");
    const [run] = await project.untilEnded("shown", 1);
    const handle = project.client.workflow.getHandle(run?.workflowId ?? "");
    await handle.result();
    const { memo, searchAttributes, type, raw } = await handle.describe();
    expect(type).toBe("regression");
    expect(memo).toEqual({
      definition: "shown",
      schedule: "shown",
      experiment: run?.experiment,
      experimentId: run?.experimentId,
      state: "no_baseline",
      reason: run?.verdict?.reason,
    });
    expect(searchAttributes).toMatchObject({
      AssayExperiment: ["shown"],
      AssayDataset: ["d"],
      AssayPipeline: ["p"],
      AssayVariant: ["only"],
      AssayStatus: ["no_baseline"],
    });
    const { summary } = raw.executionConfig?.userMetadata ?? {};
    expect(JSON.parse(Buffer.from(summary?.data ?? []).toString())).toBe(
      "regression of shown, schedule shown",
    );
    expect(await handle.query("__temporal_workflow_metadata")).toMatchObject({
      currentDetails: [
        "**regression of shown**, schedule shown",
        "",
        "- plans the experiment",
        `- runs ${run?.experiment}`,
        "- compares with the baseline",
        `- **no_baseline**: ${run?.verdict?.reason}`,
      ].join("\n"),
    });
    const experiment = await project.store.getExperiment(run?.experiment ?? "");
    expect(experiment).toMatchObject({ startedBy: run?.workflowId, status: "completed" });
  });

  test("of a definition that is gone is recorded and told, since the schedule knows whom to tell", async () => {
    const context = project.define({
      name: "gone",
      schedule: { name: "of-gone", every: "1d", notify: notify("failure") },
    });
    await syncSchedules(context);
    const definitions = project.loaded.configuration.experiments as ExperimentDefinition[];
    definitions.splice(0);
    await runScheduleNow(context, "of-gone");
    const [run] = await project.untilEnded("gone", 1);
    if (run !== undefined) await project.untilTold(run);
    expect(run).toMatchObject({
      state: "error",
      error: 'The configuration defines no experiment "gone". Defined: none',
    });
    expect(toldOn("/failure").map(({ body }) => JSON.parse(body).reason)).toEqual([run?.error]);
    const without = { ...context, loaded: project.loaded };
    expect((await readScheduleState(without, "of-gone")).status).toBe("gone");
    const removal = { action: "remove", name: "of-gone", definition: "gone" };
    expect(await syncSchedules(without)).toContainEqual(removal);
    expect((await readScheduleState(without, "of-gone")).status).toBe("gone");
    await expect(readScheduleState(without, "of-gnoe")).rejects.toThrow(
      'There is no schedule "of-gnoe" in Temporal. Nearest: of-gone. Known schedules: of-gone, ',
    );
    await syncSchedules(without, { prune: true });
    await expect(readScheduleState(without, "of-gone")).rejects.toThrow(
      'There is no schedule "of-gone" in Temporal. Known schedules: none. assay schedule sync makes those of the configuration.',
    );
  });
});

test("an inconclusive gate is given the repetitions that it may have, and tells what that came to", async () => {
  project.define({ name: "open", escalate: { repetitions: 2 } });
  await project.bless(await project.run("open"));
  // Three of 30 items less: neither shown to be within 0.2 nor beyond it.
  project.quality = 0.9;
  const run = await project.run("open", notify("failure"));
  expect(run).toMatchObject({
    state: "inconclusive",
    steps: [{ kind: "repeat" }, { kind: "repeat" }],
    verdict: {
      looks: { made: 3, most: 3 },
      warnings: ["escalate has added 2 repetitions, as many as it may, and it is still open"],
    },
  });
  const handle = project.client.workflow.getHandle(run.workflowId);
  expect(await handle.query("__temporal_workflow_metadata")).toMatchObject({
    currentDetails: [
      "**regression of open**",
      "",
      "- plans the experiment",
      `- runs ${run.experiment}`,
      "- compares with the baseline",
      "- inconclusive: adds repetition 1",
      "- compares with the baseline",
      "- inconclusive: adds repetition 2",
      "- compares with the baseline",
      `- **inconclusive**: ${run.verdict?.reason}`,
    ].join("\n"),
  });
  expect(JSON.parse(toldOn("/failure").at(-1)?.body ?? "{}").checks).toMatchObject([
    { outcome: "inconclusive", itemsNeeded: expect.any(Number) },
  ]);
});

describe("what a regression run is held against", () => {
  test("is the file that its definition names, whatever the store has", async () => {
    project.define({ name: "filed", baseline: { file: "baselines/filed.jsonl" } });
    const { directory } = project.loaded;
    mkdirSync(join(directory, "baselines"), { recursive: true });
    project.define({ name: "unfiled" });
    const good = await project.start({ definition: "filed", name: "filed-good" });
    await good.result();
    const { text } = await exportBaseline(project.store, { experiment: "filed-good" });
    const file = join(directory, "baselines", "filed.jsonl");
    writeFileSync(file, text);
    project.quality = 0.3;
    const run = await project.run("filed");
    expect(run.verdict?.baseline).toMatchObject({ kind: "file", experiment: "filed-good" });
    expect(run.state).toBe("failed");
    writeFileSync(file, text.replace('"right":1', '"right":0'));
    expect(await project.run("filed")).toMatchObject({
      state: "error",
      error: expect.stringContaining(`Baseline file "${file}" was edited by hand`),
    });
  });

  test("runs again over the new items where too few are the same and that is allowed, else is not comparable", async () => {
    for (const name of ["refreshed", "stale"]) {
      project.define({
        name,
        variants: { only: { share: 0.95 } },
        ...(name === "refreshed" ? { baseline: { refresh: "rerun" } } : {}),
      });
      await project.bless(await project.run(name));
    }
    project.edition = { changed: 25, number: 2 };
    const refreshed = await project.run("refreshed");
    expect(refreshed).toMatchObject({
      state: "passed",
      steps: [{ kind: "rerun" }],
      verdict: {
        baseline: { kind: "rerun", experiment: `${refreshed.experiment}-baseline`, variant: "only" },
        pairs: { paired: 30, changedContent: 0 },
      },
    });
    const rerun = await project.store.getExperiment(refreshed.steps[0]?.experimentId ?? "");
    expect(rerun).toMatchObject({ status: "completed", config: { share: 0.95 } });
    expect(rerun?.datasetVersion).toBe(refreshed.verdict?.datasetVersion);
    const stale = await project.run("stale");
    expect(stale).toMatchObject({
      state: "incomparable",
      steps: [],
      verdict: {
        reason:
          "only 5 items are the same as in the baseline, and a comparison needs at least 10: 25 changed, 0 were added, 0 are gone",
      },
    });
  });
});

test("a regression run that somebody terminates is terminated in the store, with the reason; the next is held against the one before it", async () => {
  project.define({ name: "ended" });
  await project.bless(await project.run("ended"));
  await project.run("ended");
  let release = (): void => undefined;
  project.hold = new Promise((resolve) => {
    release = resolve;
  });
  const awaited = project.run("ended").catch(String);
  let running = await project.store.listRegressionRuns({ definition: "ended", isRunning: true, limit: 1 });
  while (running[0]?.experimentId == null) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    running = await project.store.listRegressionRuns({ definition: "ended", isRunning: true, limit: 1 });
  }
  const { id, workflowId } = running[0];
  await project.client.workflow.getHandle(workflowId).terminate("wrong night");
  await awaited;
  release();
  expect(await settleRegressions(project)).toEqual([workflowId]);
  expect(await project.store.getRegressionRun(id)).toMatchObject({
    state: "terminated",
    error: expect.stringMatching(/^its workflow was terminated in Temporal by \S+: "wrong night"$/),
  });
  expect(await settleRegressions(project)).toEqual([]);
  expect(await project.run("ended")).toMatchObject({ state: "passed", previousState: "passed" });
  const lost = { ...(await project.store.getRegressionRun(id)), id: "lost", workflowId: "regression/lost" };
  await project.store.beginRegressionRun({ ...lost, state: null, schedule: "nightly" } as never);
  expect(await settleRegressions(project)).toEqual(["regression/lost"]);
  expect(await project.store.getRegressionRun("lost")).toMatchObject({
    state: "terminated",
    error:
      "Temporal has no workflow of it: the server's data were deleted, or this is another server than the one it was started on. Start another with: assay schedule run nightly",
  });
});

test("a baseline is judged again by the new judge where that is allowed, and not comparable where it is not", async () => {
  for (const name of ["judged", "unjudged"]) {
    project.define({ name, ...(name === "judged" ? { baseline: { rescore: true } } : {}) });
    const first = await project.run(name);
    await project.bless(first);
  }
  const definitions = project.loaded.configuration.experiments.filter(({ name }) => /judged$/.test(name));
  const experiments = definitions.map((definition) => ({ ...definition, evaluators: [right("2")] }));
  await worker.stop();
  await project.startWorker({ experiments });
  project.quality = 0.3;
  const rescored = await project.run("judged");
  // The baseline's outputs were judged again, not made again: those of today are worse.
  expect(rescored).toMatchObject({ state: "failed", steps: [{ kind: "rescore" }] });
  expect(rescored.steps[0]?.experimentId).toBe(rescored.verdict?.baseline?.experimentId);
  const left = await project.run("unjudged");
  expect(left).toMatchObject({ state: "incomparable", steps: [] });
  expect(left.verdict?.reason).toBe(
    "right: the scores come from different evaluator versions (fingerprints differ)",
  );
});
