import { describe, expect, test } from "@jest/globals";
import { contains } from "../../../src/evaluators/text/contains.js";
import { scoredValue } from "./judge.js";

const output = "The capital of France is Paris.";

describe("contains", () => {
  test.each([
    ["Paris", true],
    ["paris", false],
    [["Paris", "France"], true],
    [["Paris", "Spain"], false],
    [{ city: "Paris" }, { unscored: "expected_output_not_text" }],
    ["", { unscored: "expected_output_empty" }],
    [[], { unscored: "expected_output_empty" }],
    [null, { unscored: "no_expected_output" }],
  ])("looks for the expected output %j", async (expected, value) => {
    expect(await scoredValue(contains(), { output, expected })).toEqual(value);
  });

  test("looks for the text of its options, without any expected output", async () => {
    expect(await scoredValue(contains({ text: "Paris" }), { output })).toBe(true);
    expect(
      await scoredValue(contains({ text: ["Rome", "paris"], match: "any", caseSensitive: false }), {
        output,
      }),
    ).toBe(true);
    expect(await scoredValue(contains({ text: ["Rome", "Oslo"], match: "any" }), { output })).toBe(false);
  });

  test("reads numbers as text and leaves objects unscored", async () => {
    expect(await scoredValue(contains(), { output: 42, expected: 4 })).toBe(true);
    expect(await scoredValue(contains(), { output: { text: output }, expected: "Paris" })).toEqual({
      unscored: "output_not_text",
    });
    expect(
      await scoredValue(contains({ path: "text" }), { output: { text: output }, expected: "Paris" }),
    ).toBe(true);
  });
});
