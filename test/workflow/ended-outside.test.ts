import { afterEach, describe, expect, jest, test } from "@jest/globals";
import type { Configuration } from "../../src/config.js";
import type { Experiment } from "../../src/domain/experiment/experiment.js";
import { defineEvaluator } from "../../src/evaluators/custom/define-evaluator.js";
import { exactMatch } from "../../src/evaluators/text/exact-match.js";
import { startEvaluation } from "../../src/operations/evaluate-experiment.js";
import { settleEnded } from "../../src/operations/settle-ended.js";
import { pipeline } from "../../src/pipelines/function-pipeline.js";
import { openTestProject, PROJECT_CODE, type TestProject } from "../support/test-project.js";

let project: TestProject | null = null;
afterEach(async () => {
  await project?.close();
  project = null;
});

/** Something to wait for. */
function createEvent() {
  let happen: () => void = () => undefined;
  const happened = new Promise<void>((resolve) => {
    happen = resolve;
  });
  return { happened, happen: () => happen() };
}

/** Ten items, two calls at once; those from the fifth item on wait until the gate opens. */
function gatedProject(variants: readonly string[] = ["only"]) {
  const calls: string[] = [];
  const gate = createEvent();
  const reached = createEvent();
  const configuration: Configuration = {
    datasets: {
      ten: {
        items: () => Array.from({ length: 10 }, (_, n) => ({ id: `i${n}`, input: n, expectedOutput: n })),
      },
    },
    pipelines: {
      gated: pipeline({
        run: async ({ input, config, signal }) => {
          const { variant } = config as { variant: string };
          calls.push(`${variant} ${input}`);
          if (Number(input) < 4) return input;
          reached.happen();
          const cancelled = new Promise((_, reject) =>
            signal.addEventListener("abort", () => reject(signal.reason)),
          );
          await Promise.race([gate.happened, cancelled]);
          return input;
        },
      }),
    },
    experiments: [
      {
        name: "gated",
        dataset: "ten",
        pipeline: "gated",
        evaluators: [exactMatch()],
        variants: Object.fromEntries(variants.map((variant) => [variant, { variant }])),
        limits: { concurrency: 2, heartbeatTimeoutMs: 2_000 },
      },
    ],
  };
  return { configuration, calls, reached: reached.happened, open: () => gate.happen() };
}

/** The inputs of the items whose runs are done for good: nobody may call them again. */
async function completedItems({ store }: Pick<TestProject, "store">, experimentId: string) {
  const runs = await store.listRuns({ experimentId, fromOrdinal: 0, limit: 100 });
  return runs.filter(({ status }) => status === "completed").map(({ itemId }) => itemId.slice(1));
}

const settleContext = ({ store, client }: TestProject) => ({ store, client });

describe("a workflow that somebody terminates in Temporal", () => {
  test("ends its experiment as terminated, with the reason and what is done; resumed, it makes the rest only", async () => {
    const { configuration, calls, reached, open } = gatedProject();
    project = await openTestProject(configuration);
    await project.startWorker();
    const handle = await project.start({ definition: "gated" });
    await reached;
    await project.client.workflow.getHandle(handle.workflowId).terminate("wrong prompt");
    const [ended] = (await handle.result()).experiments as [Experiment];
    expect(ended.status).toBe("terminated");
    expect(ended.error).toMatch(
      /^its workflow was terminated in Temporal by \S+: "wrong prompt"\. Results so far are kept; continue with: assay resume gated-only-/,
    );
    const done = await completedItems(project, ended.id);
    expect(done.length).toBeGreaterThan(0);
    expect(ended.summary?.runs).toMatchObject({
      planned: 10,
      completed: done.length,
      cancelled: 10 - done.length,
    });
    expect(ended.endedAt).not.toBeNull();
    open();
    expect(await handle.resume()).toEqual({ startedAgain: true });
    const [resumed] = (await handle.result()).experiments as [Experiment];
    expect(resumed).toMatchObject({ status: "completed", error: null });
    expect(resumed.summary?.runs).toMatchObject({ planned: 10, completed: 10, cancelled: 0 });
    for (const n of done) expect(calls.filter((call) => call === `only ${n}`)).toHaveLength(1);
  });

  test("is found by the next worker, where nobody waited for it", async () => {
    const { configuration } = gatedProject();
    project = await openTestProject(configuration);
    const handle = await project.start({ definition: "gated" });
    await project.client.workflow.getHandle(handle.workflowId).terminate();
    const { store } = project;
    expect((await store.listUnended()).experiments).toHaveLength(1);
    const worker = await project.startWorker();
    // Its first look is over before it has stopped.
    await worker.stop();
    expect(await store.listUnended()).toEqual({ experiments: [], comparisons: [] });
    const [id] = handle.experimentIds as [string];
    expect(await store.getExperiment(id)).toMatchObject({
      status: "terminated",
      error: expect.stringMatching(
        /^its workflow was terminated in Temporal by \S+: "[^"]+"\. Results so far are kept/,
      ),
    });
  });

  test("ends its comparison as terminated; its variants are cancelled; resumed, all of it is completed", async () => {
    const { configuration, calls, reached, open } = gatedProject(["a", "b"]);
    project = await openTestProject(configuration);
    await project.startWorker();
    const handle = await project.start({ definition: "gated" });
    await reached;
    await project.client.workflow.getHandle(handle.workflowId).terminate("enough");
    const { comparison } = await handle.result();
    expect(comparison).toMatchObject({
      status: "terminated",
      error: expect.stringContaining("was terminated in Temporal by "),
    });
    open();
    const { store, client } = project;
    for (const id of handle.experimentIds) {
      const { workflowId } = (await store.getExperiment(id)) as Experiment;
      // They are asked to end, and do; one that had not been started is none.
      await client.workflow
        .getHandle(workflowId)
        .result()
        .catch(() => undefined);
    }
    await settleEnded(settleContext(project));
    const done = await Promise.all(handle.experimentIds.map((id) => completedItems({ store }, id)));
    expect(done.flat().length).toBeGreaterThan(0);
    await handle.resume();
    const resumed = await handle.result();
    expect(resumed.comparison).toMatchObject({ status: "completed", error: null });
    expect(resumed.comparison?.report?.differences[0]).toMatchObject({ n: 10, ties: 10 });
    for (const { status, summary } of resumed.experiments)
      expect([status, summary?.runs.completed]).toEqual(["completed", 10]);
    for (const [index, variant] of ["a", "b"].entries())
      for (const n of done[index] ?? [])
        expect(calls.filter((call) => call === `${variant} ${n}`)).toHaveLength(1);
  });

  test("takes the comparison down when it is a variant's; resumed, only that variant has anything left to do", async () => {
    const { configuration, calls, reached, open } = gatedProject(["a", "b"]);
    project = await openTestProject(configuration);
    await project.startWorker();
    const handle = await project.start({ definition: "gated" });
    await reached;
    const [a] = handle.experimentIds as [string];
    const { workflowId } = (await project.store.getExperiment(a)) as Experiment;
    await project.client.workflow.getHandle(workflowId).terminate("only this");
    open();
    const { comparison, experiments } = await handle.result();
    expect(comparison).toMatchObject({
      status: "failed",
      error: `its workflow ${workflowId} was terminated in Temporal. Results so far are kept; continue with: assay resume`,
    });
    expect(experiments.map(({ status }) => status)).toEqual(["terminated", "completed"]);
    await handle.resume();
    const resumed = await handle.result();
    expect(resumed.comparison).toMatchObject({ status: "completed", error: null });
    expect(resumed.experiments.map(({ status }) => status)).toEqual(["completed", "completed"]);
    expect(calls.filter((call) => call.startsWith("b "))).toHaveLength(10);
  });

  test("tells whoever waits for an evaluation that it was ended, and how to go on", async () => {
    const reached = createEvent();
    const slow = defineEvaluator({
      name: "slow",
      evaluate: async () => {
        reached.happen();
        return await new Promise<number>(() => undefined);
      },
    });
    const { configuration, open } = gatedProject();
    project = await openTestProject({ ...configuration, evaluators: { slow } });
    open();
    await project.startWorker();
    const handle = await project.start({ definition: "gated" });
    const [{ name }] = (await handle.result()).experiments as [Experiment];
    const evaluation = await startEvaluation({ ...project, ...PROJECT_CODE }, name, {
      evaluators: ["slow"],
    });
    await reached.happened;
    await project.client.workflow.getHandle(evaluation.workflowId).terminate("too dear");
    await expect(evaluation.result()).rejects.toThrow(
      new RegExp(
        `^The evaluation of "${name}" ended early: its workflow was terminated in Temporal by \\S+: "too dear"\\. Evaluations so far are kept; continue with: assay evaluate ${name}$`,
      ),
    );
  });
});

describe("an experiment whose workflow", () => {
  /** An experiment that no worker takes, as the store has it. */
  async function unserved(): Promise<{ readonly project: TestProject; readonly experiment: Experiment }> {
    const opened = await openTestProject(gatedProject().configuration);
    project = opened;
    const { experimentIds } = await opened.start({ definition: "gated" });
    const experiment = (await opened.store.getExperiment(experimentIds[0] as string)) as Experiment;
    return { project: opened, experiment };
  }

  test("goes on is left alone", async () => {
    const { project: opened, experiment } = await unserved();
    expect(await settleEnded(settleContext(opened))).toEqual([]);
    expect(await opened.store.getExperiment(experiment.id)).toEqual(experiment);
  });

  test("timed out is terminated, and says so", async () => {
    const { project: opened, experiment } = await unserved();
    const name = `${experiment.name}-short`;
    const workflowId = `experiment/${name}`;
    const id = "00000000000000aa";
    await opened.store.createExperiment({ ...experiment, id, name, workflowId });
    const workflow = await opened.client.workflow.start("experiment", {
      workflowId,
      taskQueue: `assay-${opened.store.storeId}`,
      args: [{ experimentId: id }],
      workflowExecutionTimeout: "1s",
    });
    await expect(workflow.result()).rejects.toThrow();
    expect(await settleEnded(settleContext(opened))).toEqual([name]);
    expect(await opened.store.getExperiment(id)).toMatchObject({
      status: "terminated",
      error: `its workflow timed out in Temporal. Results so far are kept; continue with: assay resume ${name}`,
    });
  });

  test("is gone with the server's data is terminated, but not in the minute in which it may still be started", async () => {
    const { project: opened, experiment } = await unserved();
    const name = `${experiment.name}-gone`;
    const gone = { ...experiment, id: "00000000000000bb", name, workflowId: `experiment/${name}` };
    await opened.store.createExperiment(gone);
    const inSeconds = (seconds: number) => () => new Date(Date.parse(gone.createdAt) + seconds * 1_000);
    expect(await settleEnded({ ...settleContext(opened), now: inSeconds(59) })).toEqual([]);
    // Asked in that minute, and answered after it: the process stood still in between.
    let seconds = 59;
    const { workflowService } = opened.client;
    const ask = workflowService.describeWorkflowExecution.bind(workflowService);
    const asked = jest
      .spyOn(workflowService, "describeWorkflowExecution")
      .mockImplementation(async (request: Parameters<typeof ask>[0]) => {
        seconds = 200;
        return await ask(request);
      });
    expect(await settleEnded({ ...settleContext(opened), now: () => inSeconds(seconds)() })).toEqual([]);
    expect(seconds).toBe(200);
    asked.mockRestore();
    expect(await settleEnded({ ...settleContext(opened), now: inSeconds(61) })).toEqual([name]);
    expect(await opened.store.getExperiment(gone.id)).toMatchObject({
      status: "terminated",
      error: `Temporal has no workflow of it: the server's data were deleted, or this is another server than the one it was started on. Results so far are kept; continue with: assay resume ${name}`,
    });
  });

  test("is another store's does not count as its own", async () => {
    const { project: opened, experiment } = await unserved();
    const later = () => new Date(Date.parse(experiment.createdAt) + 61_000);
    const store = { ...opened.store, storeId: "another-store" };
    const elsewhere = { ...settleContext(opened), store, now: later };
    expect(await settleEnded(elsewhere)).toEqual([experiment.name]);
  });
});
