import { expect, test } from "@jest/globals";
import {
  commandPipeline,
  defineDataset,
  defineEvaluator,
  defineExperiment,
  gEval,
  httpPipeline,
  pipeline,
} from "../../src/index.js";
import { startFakeProvider } from "../support/fake-provider/start-fake-provider.js";
import { answerWith, startLocalService } from "../support/local-service.js";
import { providerEnvironment } from "../support/models.js";
import { openTestProject } from "../support/test-project.js";
import { watchStorages } from "../support/watch-storages.js";

const ITEMS = 15;
/** More at once than the ten listeners from which on Node.js warns of a leak. */
const AT_ONCE = 12;

test("a worker enters no storage more in its second experiment than in its first, and leaks no listener", async () => {
  const warnings: string[] = [];
  const noteWarning = ({ name, message }: Error): unknown => warnings.push(`${name}: ${message}`);
  process.on("warning", noteWarning);
  const storages = watchStorages();
  const service = await startLocalService((response) => answerWith(response, { body: { output: "ok" } }));
  const project = await openTestProject({
    datasets: {
      numbers: defineDataset({
        items: () => Array.from({ length: ITEMS }, (_, n) => ({ id: `i${n}`, input: n })),
      }),
    },
    pipelines: { service: httpPipeline({ url: service.baseUrl, output: "/output" }) },
    experiments: [
      defineExperiment({
        name: "observed",
        dataset: "numbers",
        pipeline: "service",
        variants: { only: {} },
        evaluators: [
          defineEvaluator({
            name: "looks",
            evaluate: ({ output }, { trace }) => trace.observe({ name: "look" }, async () => output === "ok"),
          }),
        ],
      }),
    ],
  });
  try {
    await project.startWorker();
    const counts: number[] = [];
    for (const name of ["steady-first", "steady-second"]) {
      await (await project.start({ definition: "observed", name })).result();
      counts.push(storages.entered.size);
    }
    expect(service.requests).toHaveLength(2 * ITEMS);
    expect(counts[0]).toBeGreaterThan(0);
    expect(counts[1]).toBe(counts[0]);
    expect(warnings).toEqual([]);
  } finally {
    storages.stop();
    process.off("warning", noteWarning);
    await project.close();
    await service.stop();
  }
});

test("many runs, calls and programs at once are taken for no leak of listeners", async () => {
  const warnings: string[] = [];
  const noteWarning = ({ name, message }: Error): unknown => warnings.push(`${name}: ${message}`);
  process.on("warning", noteWarning);
  const provider = await startFakeProvider({ models: ["gpt-5.4-mini"] });
  provider.setAnswer(({ promptText }) =>
    promptText.includes("You write instructions for judges")
      ? { json: { steps: ["Read.", "Score."] } }
      : { text: '{"score": 4, "reason": "ok"}' },
  );
  const model = "gpt-5.4-mini";
  const project = await openTestProject(
    {
      datasets: {
        many: defineDataset({
          items: () => Array.from({ length: AT_ONCE }, (_, n) => ({ id: `m${n}`, input: `item ${n}` })),
        }),
      },
      pipelines: {
        calls: pipeline({
          run: async ({ models }) => {
            const asked = Array.from({ length: AT_ONCE }, (_, n) =>
              models.generate({ model, prompt: `part ${n}` }),
            );
            return (await Promise.all(asked)).length;
          },
        }),
        program: commandPipeline({
          command: process.execPath,
          args: ["-e", "console.log(JSON.stringify('ok'))"],
        }),
      },
      experiments: [
        defineExperiment({
          name: "many-calls",
          dataset: "many",
          pipeline: "calls",
          variants: { only: {} },
          evaluators: [gEval({ criteria: ["overall", "depth"], model, samples: AT_ONCE })],
          limits: { concurrency: AT_ONCE },
        }),
        defineExperiment({
          name: "many-programs",
          dataset: "many",
          pipeline: "program",
          variants: { only: {} },
          evaluators: [],
          limits: { concurrency: AT_ONCE },
        }),
      ],
    },
    { environment: providerEnvironment(provider) },
  );
  try {
    await project.startWorker();
    const handles = [
      await project.start({ definition: "many-calls", name: "many-calls-steady" }),
      await project.start({ definition: "many-programs", name: "many-programs-steady" }),
    ];
    for (const handle of handles) {
      const { experiments } = await handle.result();
      expect(experiments[0]?.summary?.runs).toMatchObject({ completed: AT_ONCE, failed: 0 });
    }
    expect(warnings).toEqual([]);
  } finally {
    process.off("warning", noteWarning);
    await project.close();
    await provider.stop();
  }
});
