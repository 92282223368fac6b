import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import {
  ClosedQA,
  ExactMatch,
  Factuality,
  JSONDiff,
  Levenshtein,
  LLMClassifierFromTemplate,
  NumericDiff,
} from "autoevals";
import { autoevals } from "../../../src/evaluators/custom/autoevals.js";
import { customEvaluator } from "../../../src/evaluators/custom/custom-evaluator.js";
import type { FakeProvider } from "../../support/fake-provider/fake-provider.js";
import type { ProviderRequest } from "../../support/fake-provider/provider-request.js";
import { startFakeProvider } from "../../support/fake-provider/start-fake-provider.js";
import { judge } from "./judge.js";

describe("autoevals scorers as they are", () => {
  test.each([
    [customEvaluator(Levenshtein), { output: "a", expected: "ab" }, "Levenshtein", 0.5],
    [customEvaluator(ExactMatch), { output: "a", expected: "a" }, "ExactMatch", 1],
    [customEvaluator(NumericDiff), { output: 1, expected: 2 }, "NumericDiff", 2 / 3],
    [customEvaluator(JSONDiff), { output: { a: 1 }, expected: { a: 2 } }, "JSONDiff", 2 / 3],
  ])("are evaluators under their own names: %#", async (evaluator, judged, name, value) => {
    expect(evaluator).toMatchObject({ id: name, mode: "waits" });
    const [score] = await judge(evaluator, judged);
    expect(score).toMatchObject({ name, unscoredReason: null });
    expect(score?.value).toBeCloseTo(value, 12);
  });

  test("have fingerprints of their own although their source is bound", () => {
    const all = [Levenshtein, ExactMatch, NumericDiff, JSONDiff, Factuality];
    expect(new Set(all.map((scorer) => customEvaluator(scorer).fingerprint)).size).toBe(5);
  });
});

describe("autoevals with arguments", () => {
  test("names evaluator and score after the option, else after the scorer", async () => {
    expect(await judge(autoevals(Levenshtein), { output: "a", expected: "a" })).toMatchObject([
      { name: "Levenshtein", value: 1 },
    ]);
    const spelling = autoevals(Levenshtein, { name: "spelling" });
    expect(spelling).toMatchObject({ id: "spelling", scoreNames: ["spelling"], mode: "waits" });
    expect(await judge(spelling, { output: "a", expected: "ab" })).toMatchObject([
      { name: "spelling", value: 0.5 },
    ]);
  });

  test("have a fingerprint of scorer and arguments, without the client's key", () => {
    const all = [
      autoevals(ClosedQA),
      autoevals(ClosedQA, { criteria: "Polite?" }),
      autoevals(ClosedQA, { criteria: "Short?" }),
      autoevals(Factuality),
    ].map(({ fingerprint }) => fingerprint);
    expect(new Set(all).size).toBe(4);
    expect(autoevals(ClosedQA, { criteria: "Polite?", openAiApiKey: "k", name: "p" }).fingerprint).toBe(
      all[1],
    );
  });

  test("are unscored where the scorer needs an expected output and the item has none", async () => {
    expect(await judge(autoevals(Levenshtein), { output: "a" })).toEqual([
      {
        name: "Levenshtein",
        value: null,
        unscoredReason: "no_expected_output",
        comment: "LevenshteinScorer requires an expected value",
        metadata: {},
      },
    ]);
  });

  test("refuse what comes from the run, and what is no scorer", () => {
    expect(() => autoevals(ClosedQA, { output: "x" })).toThrow(
      'Evaluator "autoevals": option "output" is "x"; allowed: arguments besides input, output and expected, which come from the run.',
    );
    expect(() => autoevals("Levenshtein" as never)).toThrow(
      'Evaluator "customEvaluator": option "evaluate" is "Levenshtein"; allowed: a function of ({ input, output, expected, metadata }).',
    );
  });
});

describe("autoevals scorers that ask a model", () => {
  let provider: FakeProvider;
  const variables = {
    OPENAI_API_KEY: process.env.OPENAI_API_KEY,
    OPENAI_BASE_URL: process.env.OPENAI_BASE_URL,
  };
  beforeEach(async () => {
    provider = await startFakeProvider();
    Object.assign(process.env, { OPENAI_API_KEY: "sk-test-0001", OPENAI_BASE_URL: provider.openaiBaseUrl });
  });
  afterEach(async () => {
    for (const [name, value] of Object.entries(variables)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    await provider.stop();
  });
  const choose = (choice: string) => (request: ProviderRequest) => ({
    toolCalls: [{ name: request.forcedTool ?? "select_choice", input: { reasons: "Same facts.", choice } }],
  });

  test("score as they are, with the rationale as metadata", async () => {
    provider.setAnswer(choose("C"));
    const judged = { input: "Capital of France?", output: "Paris", expected: "Paris" };
    expect(await judge(customEvaluator(Factuality), judged)).toMatchObject([
      { name: "Factuality", value: 1, metadata: { rationale: "Same facts.", choice: "C" } },
    ]);
    expect(provider.calls.map(({ endpoint, status }) => [endpoint, status])).toEqual([["chat", 200]]);
  });

  test("take criteria and model as further arguments", async () => {
    provider.setAnswer(choose("N"));
    const polite = autoevals(ClosedQA, { name: "polite", criteria: "Is it polite?", model: "gpt-4o-mini" });
    expect(await judge(polite, { input: "Hi", output: "Go away" })).toMatchObject([
      { name: "polite", value: 0 },
    ]);
    expect(provider.calls[0]?.model).toBe("gpt-4o-mini");
    expect(JSON.stringify(provider.calls[0]?.body)).toContain("Is it polite?");
  });

  test("may be made of a template with choices", async () => {
    provider.setAnswer(choose("b"));
    const template = LLMClassifierFromTemplate({
      name: "Tone",
      promptTemplate: "Is {{output}} kind? (a) yes (b) no",
      choiceScores: { a: 1, b: 0.25 },
    });
    expect(await judge(autoevals(template), { output: "Hello" })).toMatchObject([
      { name: "Tone", value: 0.25 },
    ]);
  });

  test("fail the evaluation, not the score, when the model cannot be asked", async () => {
    provider.setAnswer(() => ({ status: 401 }));
    await expect(
      judge(customEvaluator(Factuality), { input: "q", output: "a", expected: "a" }),
    ).rejects.toThrow(/401/);
  });
});
