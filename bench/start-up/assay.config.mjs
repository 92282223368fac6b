import { defineConfig, pipeline } from "assay";

/** 60 items that take no time by themselves. */
export default defineConfig({
  datasets: {
    trivial: {
      items: () =>
        Array.from({ length: 60 }, (_, index) => {
          const text = `text ${index}`;
          return { id: `item-${index}`, input: text, expectedOutput: text };
        }),
    },
  },
  pipelines: { echo: pipeline({ run: ({ input }) => input }) },
  experiments: [
    {
      name: "trivial",
      dataset: "trivial",
      pipeline: "echo",
      variants: { only: {} },
      evaluators: ["exact_match"],
    },
  ],
});
