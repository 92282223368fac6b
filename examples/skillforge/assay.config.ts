import {
  defineConfig,
  defineExperiment,
  gEval,
  groundTruthSimilarity,
  httpPipeline,
  promptPipeline,
} from "assay";
import { ANALYSIS_SCHEMA } from "./analysis.js";
import { chooseModels } from "./chosen-models.js";
import { goldenDataset } from "./golden-dataset.js";
import { Article } from "./golden-set.js";
import { CONCISE, DETAILED, STRUCTURED, SYSTEM } from "./prompts.js";
import { textAnalysis } from "./text-analysis.js";

// Reads names from the environment; no model is asked and no key is needed to load this file.
const { model, judge } = chooseModels(process.env);

const evaluators = [
  gEval({
    criteria: ["depth", "accuracy", "coherence", "overall"],
    model: judge,
    // Only asked for where the judge gives no log probabilities, as Claude and most local servers do not.
    samples: 3,
    // A score and a sentence or two. A local model may reason first, and gets the room for it.
    ...(judge.startsWith("local:") ? {} : { maxOutputTokens: 300 }),
  }),
  groundTruthSimilarity(),
];
const settings = { model, temperature: 0.3, maxOutputTokens: 600 };

export default defineConfig({
  datasets: { "skillforge-golden-v1": goldenDataset },
  pipelines: {
    // The prompt itself: no service in between, and a variant is nothing but its config.
    "skillforge-analysis": textAnalysis(promptPipeline({ system: SYSTEM, input: Article })),
    // The service as its users call it: start it with `npx jiti examples/skillforge/service/main.ts`.
    "skillforge-service": httpPipeline({
      url: process.env.SKILLFORGE_SERVICE_URL ?? "http://127.0.0.1:8377/analyses",
      output: "output",
      timeoutMs: 120_000,
    }),
  },
  experiments: [
    defineExperiment({
      name: "skillforge-golden",
      description: "the golden quality run: how good is what SkillForge does today?",
      dataset: "skillforge-golden-v1",
      pipeline: "skillforge-analysis",
      variants: { current: { ...settings, prompt: DETAILED } },
      evaluators,
      limits: { concurrency: 10 },
    }),
    defineExperiment({
      name: "skillforge-prompts",
      description: "three prompts for the same task: detailed, concise, structured",
      dataset: "skillforge-golden-v1",
      pipeline: "skillforge-analysis",
      variants: {
        detailed: { ...settings, prompt: DETAILED },
        concise: { ...settings, prompt: CONCISE },
        structured: {
          ...settings,
          prompt: STRUCTURED,
          output: { name: "analysis", schema: ANALYSIS_SCHEMA },
        },
      },
      evaluators,
      limits: { concurrency: 10 },
      compare: { baseline: "concise", primaryMetric: "g_eval_overall" },
    }),
    defineExperiment({
      name: "skillforge-service",
      description: "the running service: its two styles",
      dataset: "skillforge-golden-v1",
      pipeline: "skillforge-service",
      variants: { full: { style: "full" }, brief: { style: "brief" } },
      evaluators,
      limits: { concurrency: 5 },
      compare: { baseline: "full", primaryMetric: "g_eval_overall" },
    }),
  ],
});
