import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { JsonValue } from "../../../src/domain/json/json.js";
import { contains } from "../../../src/evaluators/text/contains.js";
import { exactMatch } from "../../../src/evaluators/text/exact-match.js";
import { groundTruthSimilarity } from "../../../src/evaluators/text/ground-truth-similarity.js";
import { levenshtein } from "../../../src/evaluators/text/levenshtein.js";
import { numericCloseness } from "../../../src/evaluators/text/numeric-closeness.js";
import { rougeL } from "../../../src/evaluators/text/rouge-l.js";
import { tokenF1 } from "../../../src/evaluators/text/token-f1.js";
import { evaluateWith, testEvaluatorContext } from "../../support/evaluator-context.js";
import type { FakeProvider } from "../../support/fake-provider/fake-provider.js";
import { startFakeProvider } from "../../support/fake-provider/start-fake-provider.js";
import { createTestGateway } from "../../support/models.js";
import { scoredValue } from "./judge.js";

const expected = "Paris";
const notText = { unscored: "output_not_text" };

describe("an output without text", () => {
  test.each<[string, JsonValue]>([
    ["nothing", ""],
    ["blanks", "  \n"],
    ["a no-break space", "\u00a0"],
    ["a zero-width space", "\u200b"],
  ])("that is %s has no similarity with a text, and is no match", async (_name, output) => {
    expect(await scoredValue(exactMatch(), { output, expected })).toBe(false);
    expect(await scoredValue(contains(), { output, expected })).toBe(false);
    for (const evaluator of [rougeL(), tokenF1()])
      expect(await scoredValue(evaluator, { output, expected })).toBe(0);
    expect(await scoredValue(numericCloseness(), { output, expected: 4 })).not.toBe(1);
  });

  test.each<[string, JsonValue]>([
    ["null", null],
    ["a list", []],
    ["an object", {}],
  ])("that is %s is no match, and unscored with the reason where text is needed", async (_name, output) => {
    expect(await scoredValue(exactMatch(), { output, expected })).toBe(false);
    for (const evaluator of [contains(), levenshtein(), rougeL(), tokenF1()])
      expect(await scoredValue(evaluator, { output, expected })).toEqual(notText);
  });

  describe("and embeddings", () => {
    let provider: FakeProvider;
    beforeEach(async () => {
      provider = await startFakeProvider();
    });
    afterEach(() => provider.stop());

    test.each<[JsonValue, number | null]>([
      ["", 0],
      [" \n", 0],
      [null, null],
      [[], null],
    ])("%j asks no provider for the embedding of an empty text", async (output, value) => {
      const { context } = testEvaluatorContext(createTestGateway(provider));
      const evaluator = groundTruthSimilarity({ embedding: "text-embedding-3-small" });
      const [score] = await evaluateWith(evaluator, { output, expected }, context);
      expect(score?.value).toBe(value);
      expect(provider.count({ endpoint: "embeddings" })).toBe(0);
    });
  });
});

describe("a very long output", () => {
  const long = "The quick brown fox jumps over the lazy dog. ".repeat(45_000);
  const tooLong = { unscored: "text_too_long" };

  test.each([
    ["beside a long text", `${long} end`, 1],
    ["beside a short one", "fox", 0],
  ])(
    "%s is compared where that takes no square of its length, and unscored where it does",
    async (_name, other, match) => {
      const judged = { output: long, expected: other };
      expect(await scoredValue(exactMatch(), judged)).toBe(false);
      expect(await scoredValue(contains(), judged)).toBe(match === 0);
      expect(await scoredValue(tokenF1(), judged)).toBeCloseTo(match, 4);
      expect(await scoredValue(levenshtein(), judged)).toEqual(tooLong);
      expect(await scoredValue(rougeL(), judged)).toEqual(tooLong);
    },
  );

  test("equals itself for every evaluator that takes it", async () => {
    const judged = { output: long, expected: long };
    expect(await scoredValue(exactMatch(), judged)).toBe(true);
    expect(await scoredValue(contains(), judged)).toBe(true);
    expect(await scoredValue(tokenF1(), judged)).toBe(1);
  });
});
