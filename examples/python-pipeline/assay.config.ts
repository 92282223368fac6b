import {
  defineConfig,
  defineDataset,
  defineEvaluator,
  defineExperiment,
  jsonSchema,
  remotePipeline,
} from "assay";
import { z } from "zod";
import { keywordF1 } from "./keyword-f1.js";
import { PASSAGES } from "./passages.js";

const Output = z.object({ keywords: z.array(z.string()), readingEase: z.number().nullable() });
const Expected = z.object({ keywords: z.array(z.string()).min(1) });

export default defineConfig({
  datasets: {
    "passages-v1": defineDataset({
      description: "20 short paragraphs with keywords chosen by hand",
      items: () =>
        PASSAGES.map(({ id, topic, text, keywords }) => ({
          id,
          input: { text },
          expectedOutput: { keywords },
          metadata: { topic },
        })),
    }),
  },
  pipelines: {
    // Runs in worker.py, in a Temporal worker of its own.
    "python-keywords": remotePipeline({
      taskQueue: "assay-python",
      activity: "analyze",
      timeoutMs: 30_000,
      heartbeatTimeoutMs: 10_000,
      input: z.object({ text: z.string() }),
      config: z.strictObject({ method: z.enum(["frequency", "rake"]), limit: z.int().min(1).optional() }),
    }),
  },
  experiments: [
    defineExperiment({
      name: "python-keywords",
      description: "the most frequent words against RAKE's phrases, both in Python",
      dataset: "passages-v1",
      pipeline: "python-keywords",
      variants: { frequency: { method: "frequency" }, rake: { method: "rake" } },
      evaluators: [
        defineEvaluator({
          name: "keyword_f1",
          mode: "computes",
          scoreNames: ["keyword_f1"],
          evaluate: ({ output, expected }) =>
            keywordF1(Output.parse(output).keywords, Expected.parse(expected).keywords),
        }),
        jsonSchema({
          schema: {
            type: "object",
            properties: {
              keywords: { type: "array", items: { type: "string" }, minItems: 1 },
              readingEase: { type: "number" },
            },
            required: ["keywords", "readingEase"],
          },
        }),
      ],
      limits: { concurrency: 16 },
      compare: { baseline: "frequency", primaryMetric: "keyword_f1" },
    }),
  ],
});
