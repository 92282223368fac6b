import { describe, expect, test } from "@jest/globals";
import { exactMatch } from "../../../src/evaluators/text/exact-match.js";
import { judge, scoredValue } from "./judge.js";

describe("exactMatch", () => {
  test.each([
    ["equal texts", "yes", "yes", true],
    ["another case", "Yes", "yes", false],
    ["white space around", "yes\n", "yes", false],
    ["a number and its text", 1, "1", false],
    ["both zeros of IEEE 754", -0, 0, true],
    ["another order of keys", { a: 1, b: [2] }, { b: [2], a: 1 }, true],
    ["another order of entries", [1, 2], [2, 1], false],
    ["a missing key", { a: 1 }, { a: 1, b: 2 }, false],
    ["a null property", { a: null }, {}, false],
    ["a null output", null, "x", false],
  ] as const)("compares %s", async (_case, output, expected, value) => {
    expect(await scoredValue(exactMatch(), { output, expected })).toBe(value);
  });

  test("ignores case and white space on request, also inside structures", async () => {
    const lenient = exactMatch({ caseSensitive: false, trim: true });
    expect(await scoredValue(lenient, { output: { a: [" YES"] }, expected: { a: ["yes "] } })).toBe(true);
  });

  test("selects by path from the output, and from a structured expected output", async () => {
    const byPath = exactMatch({ path: "answer.0" });
    const output = { answer: ["Paris"], cost: 3 };
    expect(await scoredValue(byPath, { output, expected: "Paris" })).toBe(true);
    expect(await scoredValue(byPath, { output, expected: { answer: ["Paris"] } })).toBe(true);
    expect(await scoredValue(byPath, { output, expected: { other: 1 } })).toEqual({
      unscored: "no_expected_output",
    });
  });

  test("does not match where the output has nothing at the path, not even what every object inherits", async () => {
    const [score] = await judge(exactMatch({ path: "constructor" }), { output: {}, expected: "Paris" });
    expect(score).toMatchObject({ value: false, comment: 'The output has nothing at "constructor".' });
  });

  test("is unscored without an expected output, whether absent or null", async () => {
    const [score] = await judge(exactMatch(), { output: "yes" });
    expect(score).toEqual({
      name: "exact_match",
      value: null,
      unscoredReason: "no_expected_output",
      comment: null,
      metadata: {},
    });
    expect(await scoredValue(exactMatch(), { output: null, expected: null })).toEqual({
      unscored: "no_expected_output",
    });
  });
});
