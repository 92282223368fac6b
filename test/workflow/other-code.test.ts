import { afterEach, expect, test } from "@jest/globals";
import type { Configuration } from "../../src/config.js";
import type { Experiment } from "../../src/domain/experiment/experiment.js";
import { pipeline } from "../../src/pipelines/function-pipeline.js";
import { renderExperimentText } from "../../src/report/render-experiment.js";
import { openTestProject, type TestProject } from "../support/test-project.js";

let project: TestProject | null = null;
afterEach(async () => {
  await project?.close();
  project = null;
});

/** Six items, one call at once; the third waits until it is cancelled or the gate is open. */
function gatedProject() {
  let open = (): void => undefined;
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  let reach = (): void => undefined;
  const reached = new Promise<void>((resolve) => {
    reach = resolve;
  });
  const configuration: Configuration = {
    datasets: { six: { items: () => Array.from({ length: 6 }, (_, n) => ({ id: `i${n}`, input: n })) } },
    pipelines: {
      gated: pipeline({
        run: async ({ input, signal }) => {
          if (input !== 2) return input;
          reach();
          const cancelled = new Promise((_, reject) =>
            signal.addEventListener("abort", () => reject(signal.reason)),
          );
          await Promise.race([gate, cancelled]);
          return input;
        },
      }),
    },
    experiments: [
      {
        name: "gated",
        dataset: "six",
        pipeline: "gated",
        evaluators: [],
        variants: { only: {} },
        limits: { concurrency: 1, heartbeatTimeoutMs: 2_000 },
      },
    ],
  };
  return { configuration, reached, open };
}

test("what a worker with other code leaves goes on with the next lasting worker, which is kept with the experiment", async () => {
  const { configuration, reached, open } = gatedProject();
  project = await openTestProject(configuration);
  const { store } = project;
  const old = await project.startWorker({ kind: "lasting", code: "old" });
  const own = await project.startWorker({ kind: "command", code: "first" });
  expect(old.taskQueue).toBe(`assay-${store.storeId}`);
  expect(own.taskQueue.startsWith(`${old.taskQueue}-`)).toBe(true);
  const handle = await project.start({ definition: "gated" }, "first");
  await reached;
  await own.stop();
  open();
  await project.startWorker({ kind: "lasting", code: "next" });
  const [ended] = (await handle.result()).experiments as [Experiment];
  expect(ended.status).toBe("completed");
  expect(ended.codeVersion.configurationHash).toBe("first");
  const outputs = (ended.ranUnder ?? []).filter(({ made }) => made === "outputs");
  expect(outputs.map(({ configurationHash }) => configurationHash)).toEqual(["first", "next"]);
  expect(renderExperimentText(ended).split("\n").slice(2, 4)).toEqual([
    "Code first, then next",
    "Its code changed while it ran: outputs are of different versions",
  ]);
});
