import { expect, test } from "@jest/globals";
import { defineDataset, defineEvaluator, defineExperiment, httpPipeline } from "../../src/index.js";
import { answerWith, startLocalService } from "../support/local-service.js";
import { openTestProject } from "../support/test-project.js";
import { watchStorages } from "../support/watch-storages.js";

const ITEMS = 15;

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
