import { describe, expect, test } from "@jest/globals";
import { comparedModels } from "../../../examples/model-comparison/compared-models.js";
import { chooseModels } from "../../../examples/skillforge/chosen-models.js";

const OPENAI = { OPENAI_API_KEY: "sk-1" };
const ANTHROPIC = { ANTHROPIC_API_KEY: "sk-2" };
const LOCAL = { ASSAY_LOCAL_BASE_URL: "http://localhost:11434/v1", ASSAY_LOCAL_MODEL: "llama3.1" };
const SONNET = "claude-sonnet-4-6";
const GPT = "gpt-5.4-mini";

describe("SkillForge's models", () => {
  test.each<[string, NodeJS.ProcessEnv, string, string]>([
    ["both keys: a judge of another family", { ...OPENAI, ...ANTHROPIC }, SONNET, GPT],
    ["only OpenAI's key", OPENAI, GPT, GPT],
    ["only Anthropic's key", ANTHROPIC, SONNET, SONNET],
    ["only a local server", LOCAL, "local:llama3.1", "local:llama3.1"],
    ["a key and a local server: never silently local", { ...OPENAI, ...LOCAL }, GPT, GPT],
    ["a local server without a model's name", { ASSAY_LOCAL_BASE_URL: "http://a/v1" }, GPT, GPT],
    ["a model without a server", { ASSAY_LOCAL_MODEL: "llama3.1" }, GPT, GPT],
    ["nothing, or blanks", { OPENAI_API_KEY: " " }, GPT, GPT],
    [
      "a model by name, judged by its own server's model where there is nothing else",
      { SKILLFORGE_MODEL: "local:qwen3" },
      "local:qwen3",
      "local:qwen3",
    ],
    [
      "a GPT by name and both keys",
      { ...OPENAI, ...ANTHROPIC, SKILLFORGE_MODEL: "gpt-4o-mini" },
      "gpt-4o-mini",
      SONNET,
    ],
    ["a judge by name", { ...OPENAI, SKILLFORGE_JUDGE: "local:qwen3" }, GPT, "local:qwen3"],
  ])("%s", (_case, environment, model, judge) => {
    expect(chooseModels(environment)).toEqual({ model, judge });
  });
});

describe("the compared models", () => {
  test("are Claude Sonnet, the baseline, and GPT-5.4 mini", () => {
    expect(comparedModels({})).toMatchObject({
      baseline: "sonnet",
      variants: { sonnet: SONNET, gpt: GPT },
    });
  });

  test("are those that the comparison was first made with, where those are asked for", () => {
    expect(comparedModels({ MODEL_COMPARISON_MODELS: "seed" })).toEqual({
      baseline: "sonnet",
      variants: { sonnet: "claude-sonnet-4-20250514", gpt4o: "gpt-4o" },
      judge: GPT,
    });
  });

  test("give their names to the variants when the environment names them", () => {
    const environment = {
      MODEL_COMPARISON_BASELINE: "local:llama3.1",
      MODEL_COMPARISON_CHALLENGER: "local:qwen3:8b",
      MODEL_COMPARISON_JUDGE: "gpt-4o",
    };
    expect(comparedModels(environment)).toEqual({
      baseline: "local-llama3.1",
      variants: { "local-llama3.1": "local:llama3.1", "local-qwen3-8b": "local:qwen3:8b" },
      judge: "gpt-4o",
    });
  });

  test.each([
    ["local:a", "local:a"],
    [GPT, undefined],
  ])("are two: %s against %s is refused", (baseline, challenger) => {
    const environment = { MODEL_COMPARISON_BASELINE: baseline, MODEL_COMPARISON_CHALLENGER: challenger };
    expect(() => comparedModels(environment)).toThrow(
      `MODEL_COMPARISON_BASELINE and MODEL_COMPARISON_CHALLENGER both mean ${baseline}; a comparison needs two models.`,
    );
  });
});
