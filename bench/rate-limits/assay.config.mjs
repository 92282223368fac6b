import { defineConfig, defineDataset, defineExperiment, gEval, promptPipeline } from "assay";

const ITEMS = Number(process.env.BENCH_ITEMS);

export default defineConfig({
  datasets: {
    articles: defineDataset({
      items: () =>
        Array.from({ length: ITEMS }, (_, n) => ({
          id: `a${n}`,
          input: { article: `Article number ${n}.` },
        })),
    }),
  },
  pipelines: { summarize: promptPipeline({ template: "Summarize: {{ article }}", model: "gpt-4o-mini" }) },
  experiments: [
    defineExperiment({
      name: "rate-limits",
      dataset: "articles",
      pipeline: "summarize",
      variants: { only: {} },
      evaluators: [gEval({ criteria: ["overall"], model: "gpt-4o" })],
      limits: { concurrency: Number(process.env.BENCH_CONCURRENCY) },
    }),
  ],
  models: { limits: { openai: { requestsPerMinute: Number(process.env.BENCH_REQUESTS_PER_MINUTE) } } },
});
