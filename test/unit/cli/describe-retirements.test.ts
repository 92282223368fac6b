import { expect, test } from "@jest/globals";
import { describeRetirements } from "../../../src/cli/output/describe-retirements.js";
import { createModelGateway } from "../../../src/models/model-gateway.js";

const tell = (models: readonly string[], day: string, announced = false, deployments = {}) =>
  describeRetirements(models, {
    gateway: createModelGateway({ environment: {}, settings: { deployments } }),
    now: new Date(`${day}T12:00:00Z`),
    announced,
  });

const SONNET =
  "anthropic:claude-sonnet-4-20250514 was retired on 2026-06-15 (platform.claude.com/docs/en/about-claude/model-deprecations): its calls fail; name another model";

test("a model is told from the day on which its provider retires it", () => {
  expect(tell(["claude-sonnet-4-20250514", "claude-sonnet-4-20250514"], "2026-11-28")).toEqual([SONNET]);
  expect(tell(["claude-sonnet-4-20250514"], "2026-06-15")).toEqual([SONNET]);
  expect(tell(["claude-sonnet-4-20250514"], "2026-06-14")).toEqual([]);
});

test.each([
  ["gpt-4o", "2027-01-14"],
  ["gpt-4o-2024-11-20", "2027-01-14"],
  ["gpt-4.1-mini-2025-04-14", "2027-01-14"],
  ["gpt-4o-2024-05-13", "2026-10-23"],
  ["gpt-3.5-turbo-0125", "2026-10-23"],
  ["o3-mini", "2026-10-23"],
  ["gpt-5-mini-2025-08-07", "2026-12-11"],
  ["gpt-5.1-2025-11-13", "2027-04-01"],
])("%s will be retired on %s", (model, on) => {
  expect(tell([model], "2026-01-01", true)).toEqual([
    `openai:${model} will be retired on ${on} (developers.openai.com/api/docs/deprecations)`,
  ]);
});

test.each([
  "gpt-5.4-mini",
  "gpt-6-luna",
  "gpt-5-chat-latest",
  "claude-sonnet-4-6",
  "claude-opus-4-8",
  "local:gpt-4o",
  "no model",
])("nothing is told of %s", (model) => {
  expect(tell([model], "2027-06-01", true)).toEqual([]);
});

test("a deployment is told by the model that it serves", () => {
  expect(tell(["openai:judge"], "2026-11-28", false, { "openai:judge": "o3-mini" })).toEqual([
    "openai:judge was retired on 2026-10-23 (developers.openai.com/api/docs/deprecations): its calls fail; name another model",
  ]);
});
