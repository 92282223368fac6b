import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { Configuration } from "../../src/config.js";
import type { Experiment } from "../../src/domain/experiment/experiment.js";
import type { JsonObject } from "../../src/domain/json/json.js";
import { defineEvaluator } from "../../src/evaluators/custom/define-evaluator.js";
import { createExperimentHandle } from "../../src/operations/experiment-handle.js";
import { findWholeStart } from "../../src/operations/find-reference.js";
import { retryEnded } from "../../src/operations/retry-ended.js";
import { pipeline } from "../../src/pipelines/function-pipeline.js";
import type { FakeProvider } from "../support/fake-provider/fake-provider.js";
import { startFakeProvider } from "../support/fake-provider/start-fake-provider.js";
import { providerEnvironment } from "../support/models.js";
import { openTestProject, PROJECT_CODE, type TestProject } from "../support/test-project.js";

/** A backend behind the pipeline, and a judge, that may be down. */
const outage: {
  backend: boolean;
  judge: boolean;
  hold: ((signal: AbortSignal) => Promise<unknown>) | null;
} = { backend: true, judge: true, hold: null };
let project: TestProject | null = null;
let provider: FakeProvider | null = null;
beforeEach(() => {
  outage.backend = true;
  outage.judge = true;
  outage.hold = null;
});
afterEach(async () => {
  await project?.close();
  await provider?.stop();
  project = null;
  provider = null;
});

/** Each run asks a model once, keyed, and then the backend, which is down for odd items; a judge fails on item 0. */
function configuration(name: string, variants: Readonly<Record<string, JsonObject>>): Configuration {
  return {
    datasets: {
      [name]: {
        items: () => Array.from({ length: 6 }, (_, n) => ({ id: `i${n}`, input: n, expectedOutput: "ok" })),
      },
    },
    pipelines: {
      [name]: pipeline({
        run: async ({ input, models, signal }) => {
          await outage.hold?.(signal);
          await models.generate({ model: "local:echo", prompt: `draft ${input}`, key: "draft" });
          if (outage.backend && Number(input) % 2 === 1) throw new Error("fetch failed");
          return `ok ${input}`;
        },
      }),
    },
    experiments: [
      {
        name,
        dataset: name,
        pipeline: name,
        variants,
        evaluators: [
          defineEvaluator({
            name: "judged",
            evaluate: async ({ input }) => {
              if (outage.judge && input === 0) throw new Error("the judge is down");
              return 1;
            },
          }),
        ],
        limits: { concurrency: 4, maxAttempts: 1 },
      },
    ],
  };
}

async function open(name: string, variants: Readonly<Record<string, JsonObject>>): Promise<TestProject> {
  const fake = await startFakeProvider({ models: ["echo"] });
  provider = fake;
  project = await openTestProject(configuration(name, variants), { environment: providerEnvironment(fake) });
  await project.startWorker();
  return project;
}

async function retry({ store, client, registry }: TestProject, reference: string) {
  const context = { store, client, registry, ...PROJECT_CODE };
  const started = await findWholeStart(store, reference);
  const retried = await retryEnded(context, started);
  return { retried, ...(await createExperimentHandle(context, started).result()) };
}

const statuses = async ({ store }: TestProject, { id }: Experiment) =>
  (await store.listRuns({ experimentId: id, fromOrdinal: 0, limit: 100 })).map(({ status }) => status);

describe("a retry", () => {
  test("runs what failed again, keeps what is done, and pays for no finished call twice", async () => {
    const opened = await open("retry-alone", { a: {} });
    const first = (await (await opened.start({ definition: "retry-alone" })).result())
      .experiments[0] as Experiment;
    expect(first.summary?.runs).toMatchObject({ completed: 3, failed: 3 });
    expect(await opened.store.listFailures(first.id)).toMatchObject([
      { evaluatorId: null, runs: 3, passing: 3 },
      { evaluatorId: "judged", runs: 1, passing: 1 },
    ]);
    const before = await opened.store.getSpending(first.id);
    const done = await opened.store.getRun(
      (await opened.store.listRuns({ experimentId: first.id, fromOrdinal: 2, limit: 1 }))[0]?.id as string,
    );
    outage.backend = false;
    outage.judge = false;
    const { retried, experiments } = await retry(opened, "retry-alone");
    expect(retried).toEqual({ failed: 3, leftOver: 0, unjudged: 1 });
    expect(experiments[0]?.id).toBe(first.id);
    expect(experiments[0]?.status).toBe("completed");
    expect(await statuses(opened, first)).toEqual(Array.from({ length: 6 }, () => "completed"));
    expect(experiments[0]?.summary?.metrics.find(({ name }) => name === "judged")).toMatchObject({
      n: 6,
      mean: 1,
    });
    expect((await opened.store.getSpending(first.id)).calls).toBe(before.calls);
    expect(await opened.store.getRun(done?.id as string)).toEqual(done);
    await expect(retry(opened, "retry-alone")).rejects.toThrow(
      "none of its runs failed or is unfinished: there is nothing to retry",
    );
  });

  test("of a comparison makes the comparison again, and one of its variants stands for all", async () => {
    const opened = await open("retry-arms", { a: { arm: 1 }, b: { arm: 2 } });
    const ended = await (await opened.start({ definition: "retry-arms" })).result();
    const judged = (report: typeof ended.comparison) =>
      report?.report?.differences.find(({ metric }) => metric === "judged")?.n;
    expect(judged(ended.comparison)).toBe(2);
    outage.backend = false;
    outage.judge = false;
    const again = await retry(opened, (ended.experiments[1] as Experiment).name);
    expect(again.retried).toEqual({ failed: 6, leftOver: 0, unjudged: 2 });
    expect(again.comparison?.id).toBe(ended.comparison?.id);
    expect(again.comparison?.status).toBe("completed");
    expect(judged(again.comparison)).toBe(6);
  });

  test("that fails again leaves the run failed with all its tries used, and may be asked for once more", async () => {
    const opened = await open("retry-twice", { a: {} });
    const first = (await (await opened.start({ definition: "retry-twice" })).result())
      .experiments[0] as Experiment;
    const { experiments } = await retry(opened, first.name);
    expect(experiments[0]?.summary?.runs).toMatchObject({ completed: 3, failed: 3 });
    outage.backend = false;
    outage.judge = false;
    expect((await retry(opened, first.id)).experiments[0]?.summary?.runs).toMatchObject({
      completed: 6,
      failed: 0,
    });
  });

  test("takes up what a cancel left over", async () => {
    outage.judge = false;
    let begun = (): void => undefined;
    const hasBegun = new Promise<void>((resolve) => {
      begun = resolve;
    });
    outage.backend = false;
    outage.hold = async (signal) => {
      begun();
      await new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    };
    const opened = await open("retry-left", { a: {} });
    const handle = await opened.start({ definition: "retry-left" });
    await hasBegun;
    await handle.cancel();
    const ended = (await handle.result()).experiments[0] as Experiment;
    expect(ended.status).toBe("cancelled");
    outage.hold = null;
    const { retried, experiments } = await retry(opened, ended.id);
    expect(retried).toEqual({ failed: 0, leftOver: 6, unjudged: 0 });
    expect(experiments[0]?.summary?.runs).toMatchObject({ completed: 6, cancelled: 0 });
  });

  test("of what still runs is refused", async () => {
    const opened = await open("retry-live", { a: {} });
    const ended = (await (await opened.start({ definition: "retry-live" })).result())
      .experiments[0] as Experiment;
    await opened.store.updateExperiment(ended.id, { status: "running" });
    await expect(retry(opened, ended.name)).rejects.toThrow(
      `"${ended.name}" is running; a retry needs it to have ended. Wait for it, or cancel it with: assay cancel ${ended.name}`,
    );
  });
});
