import { defineConfig, defineExperiment, gEval, groundTruthSimilarity, jury, promptPipeline } from "assay";
import { goldenDataset } from "../skillforge/golden-dataset.js";
import { Article } from "../skillforge/golden-set.js";
import { CONCISE, SYSTEM } from "../skillforge/prompts.js";
import { comparedModels } from "./compared-models.js";

const { variants, baseline, judge } = comparedModels(process.env);

export default defineConfig({
  datasets: { "skillforge-golden-v1": goldenDataset },
  pipelines: {
    "article-analysis": promptPipeline({ system: SYSTEM, template: CONCISE, input: Article }),
  },
  experiments: [
    defineExperiment({
      name: "model-comparison",
      description: "two models, the same prompt, the same articles",
      dataset: "skillforge-golden-v1",
      pipeline: "article-analysis",
      variants: Object.fromEntries(
        Object.entries(variants).map(([name, model]) => [name, { model, maxOutputTokens: 600 }]),
      ),
      evaluators: [
        gEval({ criteria: ["depth", "accuracy", "coherence", "overall"], model: judge }),
        // Both models judge both: what either's liking for its own family does to the verdict above, shows here.
        jury({ name: "jury_overall", judges: Object.values(variants), criterion: "overall" }),
        groundTruthSimilarity(),
      ],
      limits: { concurrency: 10 },
      compare: { baseline, primaryMetric: "g_eval_overall" },
    }),
  ],
});
