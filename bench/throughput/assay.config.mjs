import { defineConfig, defineDataset, defineEvaluator, defineExperiment, pipeline } from "assay";

const ITEMS = Number(process.env.BENCH_ITEMS);
const call = async (path) => await (await fetch(`${process.env.BENCH_URL}/${path}`)).text();

export default defineConfig({
  datasets: {
    numbers: defineDataset({
      items: () => Array.from({ length: ITEMS }, (_, n) => ({ id: `i${n}`, input: n })),
    }),
  },
  pipelines: { model: pipeline({ run: () => call("pipeline") }) },
  experiments: [
    defineExperiment({
      name: "throughput",
      dataset: "numbers",
      pipeline: "model",
      variants: { only: {} },
      evaluators: [
        defineEvaluator({ name: "judged", evaluate: async () => ((await call("judge")) === "ok" ? 1 : 0) }),
      ],
      limits: { concurrency: Number(process.env.BENCH_CONCURRENCY) },
    }),
  ],
});
