import { defineConfig, defineDataset, defineExperiment, exactMatch, httpPipeline } from "assay";

const ITEMS = Number(process.env.BENCH_ITEMS);

export default defineConfig({
  datasets: {
    numbers: defineDataset({
      items: () => Array.from({ length: ITEMS }, (_, n) => ({ id: `i${n}`, input: n, expectedOutput: n })),
    }),
  },
  pipelines: { echo: httpPipeline({ url: process.env.BENCH_URL, output: "/output" }) },
  experiments: [
    defineExperiment({
      name: "small",
      dataset: "numbers",
      pipeline: "echo",
      variants: { only: {} },
      evaluators: [exactMatch()],
      limits: { concurrency: 3, heartbeatTimeoutMs: Number(process.env.BENCH_HEARTBEAT_MS) },
    }),
  ],
});
