import { defineConfig, defineDataset, defineEvaluator, defineExperiment, httpPipeline } from "assay";

const ITEMS = Number(process.env.BENCH_ITEMS);

/** Waits for a step that it observes, as a judge behind a service does. */
const observed = defineEvaluator({
  name: "observed",
  evaluate: ({ output }, { trace }) => trace.observe({ name: "look" }, async () => (output === "ok" ? 1 : 0)),
});

export default defineConfig({
  datasets: {
    numbers: defineDataset({
      items: () => Array.from({ length: ITEMS }, (_, n) => ({ id: `i${n}`, input: n })),
    }),
  },
  pipelines: { service: httpPipeline({ url: process.env.BENCH_URL, output: "/output" }) },
  experiments: [
    defineExperiment({
      name: "soak",
      dataset: "numbers",
      pipeline: "service",
      variants: { only: {} },
      evaluators: [observed],
      limits: { concurrency: 20 },
    }),
  ],
});
