import { fileURLToPath } from "node:url";
import { defineConfig, defineDataset, defineEvaluator, defineExperiment, pipeline } from "assay";
import { z } from "zod";
import { loadCorpus } from "./corpus.js";
import { keywordProbability } from "./keyword-rule.js";
import { SPLIT, splitCorpus } from "./split.js";
import { trainedModel } from "./trained-model.js";

const Label = z.enum(["spam", "ham"]);
const Verdict = z.object({ label: Label, spamProbability: z.number().min(0).max(1) });
const Expected = z.object({ label: Label });

export default defineConfig({
  // 1. The data: real e-mails with known labels, none of which the classifier was trained on.
  datasets: {
    "spam-assassin-test-v1": defineDataset({
      description: "400 e-mails of the SpamAssassin public corpus, stratified by group",
      // Called when a command needs the items, not when this file is loaded.
      items: async () => {
        const { test } = await splitCorpus(loadCorpus(), { ...SPLIT, trainingCount: 0 });
        return test.map(({ id, group, label, subject, text }) => ({
          id,
          input: { subject, text },
          expectedOutput: { label },
          metadata: { group },
        }));
      },
    }),
  },
  // 2. What is tested: one pipeline; what differs between the variants is its config.
  pipelines: {
    "spam-filter": pipeline({
      input: z.object({ subject: z.string(), text: z.string() }),
      config: z.object({ method: z.enum(["keywords", "naive-bayes"]) }),
      // Training takes seconds, which are no part of what a call takes.
      prepare: async ({ config }) => {
        if (config.method === "naive-bayes") await trainedModel();
      },
      run: async ({ input, config }) => {
        const judge = config.method === "keywords" ? keywordProbability : await trainedModel();
        // To four decimals, so that the last bits of floating point differ on no machine.
        const spamProbability = Math.round(judge(input) * 10_000) / 10_000;
        return { label: spamProbability >= 0.5 ? "spam" : "ham", spamProbability };
      },
    }),
  },
  // 3. How it is scored: right or wrong, and how good the probability was.
  experiments: [
    defineExperiment({
      name: "spam-filter",
      description: "a hand-written keyword rule against naive Bayes",
      dataset: "spam-assassin-test-v1",
      pipeline: "spam-filter",
      variants: { keywords: { method: "keywords" }, "naive-bayes": { method: "naive-bayes" } },
      evaluators: [
        // The built-in exactMatch({ name: "correct", path: "label" }) would do; here is how to write one's own.
        defineEvaluator({
          name: "correct",
          mode: "computes",
          scoreNames: ["correct"],
          higherIsBetter: true,
          evaluate: ({ output, expected }) => Verdict.parse(output).label === Expected.parse(expected).label,
        }),
        defineEvaluator({
          name: "probability_quality",
          mode: "computes",
          scoreNames: ["probability_quality"],
          range: [0, 1],
          higherIsBetter: true,
          // One minus the squared error of the probability (Brier 1950): 1 is certain and right, 0 certain and wrong.
          evaluate: ({ output, expected }) => {
            const truth = Expected.parse(expected).label === "spam" ? 1 : 0;
            return 1 - (Verdict.parse(output).spamProbability - truth) ** 2;
          },
        }),
      ],
      limits: { concurrency: 20 },
      compare: { baseline: "keywords", primaryMetric: "correct" },
      // What a change of the rule may cost; `assay ci spam-filter` holds it against the baseline that stands beside.
      gate: { correct: { maxDrop: 0.03 } },
      // From this file, as the configuration of the repository includes it from another folder.
      baseline: { file: fileURLToPath(new URL("baseline.jsonl", import.meta.url)) },
    }),
  ],
});
