import { describe, expect, test } from "@jest/globals";
import { groundTruthSimilarity } from "../../../src/evaluators/text/ground-truth-similarity.js";
import { levenshtein } from "../../../src/evaluators/text/levenshtein.js";
import { rougeL } from "../../../src/evaluators/text/rouge-l.js";
import { tokenF1 } from "../../../src/evaluators/text/token-f1.js";
import { words } from "../../../src/evaluators/text/words.js";
import { judge, scoredValue } from "./judge.js";

describe("levenshtein", () => {
  test.each([
    ["kitten", "sitting", 4 / 7], // 3 edits of 7 characters
    ["flaw", "lawn", 0.5],
    ["", "abc", 0],
    ["", "", 1],
    ["Paris", "paris", 0.8],
    ["日本語", "日本人", 2 / 3],
    [42, "43", 0.5],
  ])("of %j and %j is %d", async (output, expected, value) => {
    expect(await scoredValue(levenshtein(), { output, expected })).toBeCloseTo(value, 12);
  });

  test("ignores case on request", async () => {
    expect(
      await scoredValue(levenshtein({ caseSensitive: false }), { output: "PARIS", expected: "paris" }),
    ).toBe(1);
  });

  test("leaves texts unscored that would block the worker, unless they are equal", async () => {
    const long = "ab".repeat(50_000);
    const [score] = await judge(levenshtein(), { output: long, expected: "b" });
    expect(score).toMatchObject({
      value: null,
      unscoredReason: "text_too_long",
      comment: "The texts have 100000 (output) and 1 (expected) characters; at most 32000 are compared.",
    });
    expect(await scoredValue(levenshtein(), { output: long, expected: long })).toBe(1);
  });
});

describe("rougeL", () => {
  test.each([
    // Lin 2004, section 3.1: S1, S2, S3 and S4.
    ["police kill the gunman", "police killed the gunman", 0.75],
    ["the gunman kill police", "police killed the gunman", 0.5],
    ["the gunman police killed", "police killed the gunman", 0.5],
    ["a b c", "a b c d e", 0.75], // precision 1, recall 3/5
    ["c d. a b.", "a b. c d.", 0.5], // one sequence over both sentences
    ["The cat!", "the CAT", 1],
    ["日本語", "日本人", 2 / 3],
    ["", "a", 0],
    ["a", "", 0],
    ["", "", 1],
    ["!!!", "!!!", 1],
    ["!!!", "???", 0],
  ])("of %j and %j is %d", async (output, expected, value) => {
    expect(await scoredValue(rougeL(), { output, expected })).toBeCloseTo(value, 12);
  });

  test("leaves texts of more than 5,000 words unscored", async () => {
    expect(await scoredValue(rougeL(), { output: "a ".repeat(5_001), expected: "a" })).toEqual({
      unscored: "text_too_long",
    });
  });
});

describe("tokenF1", () => {
  test.each(
    [
      ["the cat sat", "a cat sat down", 0.8], // articles dropped: 2 shared, of 2 and 3
      ["Can't stop!", "cant stop", 1],
      ["man bites dog", "dog bites man", 1],
      ["a a b b b", "b b c c", (2 * 2) / 7], // bags: b counts twice; "a" is an article
      ["the", "", 0],
      ["", "", 1],
      ["日本語", "日本人", 2 / 3],
    ].map(([output, expected, value]) => [output, expected, value] as [string, string, number]),
  )("of %j and %j is %d", async (output, expected, value) => {
    expect(await scoredValue(tokenF1(), { output, expected })).toBeCloseTo(value, 12);
  });

  test("takes long texts", async () => {
    expect(await scoredValue(tokenF1(), { output: "word ".repeat(200_000), expected: "word" })).toBeCloseTo(
      2 / 200_001,
      12,
    );
  });
});

describe("groundTruthSimilarity", () => {
  test("is the mean of token F1 and ROUGE-L F1", async () => {
    // Same words: token F1 is 1. Longest common subsequence "the bit the": ROUGE-L is 3/5.
    const judged = { output: "the dog bit the man", expected: "The man bit the dog." };
    expect(await judge(groundTruthSimilarity(), judged)).toEqual([
      { name: "ground_truth_similarity", value: 0.8, unscoredReason: null, comment: null, metadata: {} },
    ]);
  });

  test("compares characters with the method levenshtein", async () => {
    const judged = { output: "kitten", expected: "sitting" };
    expect(await scoredValue(groundTruthSimilarity({ method: "levenshtein" }), judged)).toBeCloseTo(
      4 / 7,
      12,
    );
    expect(groundTruthSimilarity({ method: "levenshtein" }).fingerprint).not.toBe(
      groundTruthSimilarity().fingerprint,
    );
  });
});

describe("every text similarity", () => {
  const evaluators = [levenshtein(), rougeL(), tokenF1(), groundTruthSimilarity()];
  const cases = evaluators.map((evaluator) => [evaluator.id, evaluator] as const);

  test.each(cases)("%s is unscored without an expected output, never 0", async (_id, evaluator) => {
    expect(await scoredValue(evaluator, { output: "a" })).toEqual({ unscored: "no_expected_output" });
  });

  test.each(cases)("%s does not compare an object with a text, nor judge null", async (_id, evaluator) => {
    expect(await scoredValue(evaluator, { output: { text: "a" }, expected: "a" })).toEqual({
      unscored: "output_not_text",
    });
    expect(await scoredValue(evaluator, { output: null, expected: "a" })).toEqual({
      unscored: "output_not_text",
    });
  });

  test.each(cases)("%s compares two objects whatever the order of their keys", async (_id, evaluator) => {
    expect(await scoredValue(evaluator, { output: { a: 1, b: "x" }, expected: { b: "x", a: 1 } })).toBe(1);
  });

  test("says where the text was sought", async () => {
    const [score] = await judge(levenshtein({ path: "answer" }), { output: { text: "a" }, expected: "a" });
    expect(score?.comment).toBe(
      'The output at "answer" is absent; this evaluator needs text. Choose a text in it with the option "path".',
    );
  });
});

describe("words", () => {
  test("splits at punctuation, and characters of unspaced scripts from each other", () => {
    expect(words("Can't pay 3.14 € in 東京, naïve 👍")).toEqual([
      "can",
      "t",
      "pay",
      "3",
      "14",
      "in",
      "東",
      "京",
      "naïve",
      "👍",
    ]);
  });

  test("is the same for composed and decomposed letters", () => {
    expect(words("cafe\u0301")).toEqual(["caf\u00e9"]);
  });
});
