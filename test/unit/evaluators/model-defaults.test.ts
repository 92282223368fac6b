import { describe, expect, test } from "@jest/globals";
import { gEval } from "../../../src/evaluators/g-eval/g-eval.js";
import { groundTruthSimilarity } from "../../../src/evaluators/text/ground-truth-similarity.js";
import type { ModelSettings } from "../../../src/models/model-settings.js";
import { createRegistry } from "../../../src/registry.js";

const registry = (models: ModelSettings) =>
  createRegistry({
    configuration: {
      datasets: {},
      pipelines: {},
      evaluators: { quality: gEval({ name: "quality" }) },
      experiments: [
        {
          name: "e",
          dataset: "d",
          pipeline: "p",
          variants: { v: {} },
          evaluators: [gEval({ model: "gpt-4o-mini" }), groundTruthSimilarity(), "quality", "pairwise"],
        },
      ],
      models,
    },
  });

describe("the configuration's models", () => {
  test("are those of evaluators whose options name none", () => {
    const configured = registry({ judge: "claude-sonnet-4-20250514", embedding: "text-embedding-3-large" });
    expect(configured.listEvaluators("e").map(({ id, models }) => [id, models])).toEqual([
      ["g_eval", ["gpt-4o-mini"]],
      ["ground_truth_similarity", ["text-embedding-3-large"]],
      ["quality", ["claude-sonnet-4-20250514"]],
      ["pairwise", ["claude-sonnet-4-20250514"]],
    ]);
  });

  test("may be left out", () => {
    expect(
      registry({})
        .listEvaluators("e")
        .map(({ models }) => models),
    ).toEqual([["gpt-4o-mini"], undefined, ["gpt-5.4-mini"], ["gpt-5.4-mini"]]);
  });
});
