import { expect, test } from "@jest/globals";
import { describeUnsentSettings } from "../../../src/cli/output/describe-unsent-settings.js";
import { defineConfig } from "../../../src/config.js";
import type { JsonObject } from "../../../src/domain/json/json.js";
import type { Pipeline } from "../../../src/domain/pipeline/pipeline.js";
import { createModelGateway } from "../../../src/models/model-gateway.js";
import { pipeline } from "../../../src/pipelines/function-pipeline.js";
import { promptPipeline } from "../../../src/pipelines/prompt-pipeline.js";
import { createRegistry } from "../../../src/registry.js";

function unsent(
  variants: Record<string, JsonObject>,
  { tested = promptPipeline({ template: "Hello" }), asked }: { tested?: Pipeline; asked?: string[] } = {},
): string | null {
  const { pipelines = {}, experiments = [] } = defineConfig({
    pipelines: { tested },
    experiments: [{ name: "it", dataset: "d", pipeline: "tested", variants, evaluators: [] }],
  });
  const configuration = { pipelines, experiments, datasets: {}, evaluators: {}, models: {}, temporal: {} };
  const registry = createRegistry({ configuration });
  const gateway = createModelGateway({ environment: {}, settings: {} });
  return describeUnsentSettings(
    { registry, gateway },
    { definition: "it", ...(asked === undefined ? {} : { variants: asked }) },
  );
}

test("says which settings of which variants their models do not take", () => {
  const variants = {
    cold: { model: "o3-mini", temperature: 0, topP: 0.5 },
    seeded: { model: "claude-sonnet-4-20250514", seed: 7, temperature: 0.7 },
    plain: { model: "gpt-4o", temperature: 0.7, seed: 7 },
  };
  expect(unsent(variants)).toBe(
    "not sent, since the model does not take it: temperature, topP of cold (o3-mini); seed of seeded (claude-sonnet-4-20250514)",
  );
  expect(unsent(variants, { asked: ["seeded"] })).toBe(
    "not sent, since the model does not take it: seed of seeded (claude-sonnet-4-20250514)",
  );
});

test("says nothing where everything is sent, nor of code whose config is its own business", () => {
  expect(unsent({ a: { model: "gpt-4o", temperature: 0.7 }, b: { model: "gpt-5" } })).toBeNull();
  expect(
    unsent({ a: { model: "o3-mini", temperature: 0 } }, { tested: pipeline({ run: () => 1 }) }),
  ).toBeNull();
});
