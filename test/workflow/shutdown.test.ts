import { afterEach, expect, test } from "@jest/globals";
import { pipeline } from "../../src/pipelines/function-pipeline.js";
import { openTestProject, type TestProject } from "../support/test-project.js";

let project: TestProject | null = null;
afterEach(async () => {
  await project?.close();
  project = null;
});

test("a worker that stops hands back the call it cannot end in time; the next one makes it, and no try is used up", async () => {
  let calls = 0;
  let announce: () => void = () => undefined;
  const announced = new Promise<void>((resolve) => {
    announce = resolve;
  });
  project = await openTestProject({
    datasets: { one: { items: () => [{ id: "only", input: 1 }] } },
    pipelines: {
      slow: pipeline({
        run: () => {
          calls += 1;
          if (calls > 1) return "done";
          announce();
          // Ignores its signal, as code may.
          return new Promise(() => undefined);
        },
      }),
    },
    experiments: [
      {
        name: "slow",
        dataset: "one",
        pipeline: "slow",
        variants: { only: {} },
        evaluators: [],
        // Were the hand-back counted as a try, the run would fail here.
        limits: { maxAttempts: 1 },
      },
    ],
  });
  const first = await project.startWorker();
  const handle = await project.start({ definition: "slow" });
  await announced;
  await first.stop();
  await project.startWorker();
  const { experiments } = await handle.result();
  expect(experiments[0]?.summary?.runs).toMatchObject({ completed: 1, failed: 0 });
  const [run] = await project.store.listRuns({
    experimentId: handle.experimentIds[0] as string,
    fromOrdinal: 0,
    limit: 1,
  });
  expect(run).toMatchObject({ status: "completed", output: "done", attempts: 1 });
  expect(calls).toBe(2);
});
