import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { numericCloseness } from "../../../src/evaluators/text/numeric-closeness.js";
import { scoredValue } from "./judge.js";

describe("numericCloseness", () => {
  test.each([
    [10, 10, {}, 1],
    [8, 10, {}, 16 / 18], // 1 - 2/18
    ["8", " 10.0 ", {}, 16 / 18],
    [8, 10, { absoluteTolerance: 2 }, 1],
    [8, 10, { relativeTolerance: 0.1 }, 17 / 18], // tolerates 1 of the 2
    [12, 10, { relativeTolerance: 0.1, absoluteTolerance: 2 }, 1],
    [-5, 5, {}, 0],
    [0, 0, {}, 1],
    [0, 7, {}, 0],
    [1e308, -1e308, {}, 0],
    ["1e3", 1000, {}, 1],
    ["1.", ".5", {}, 2 / 3], // 1 - 0.5/1.5
  ])("of %j and %j with %j is %d", async (output, expected, options, value) => {
    expect(await scoredValue(numericCloseness(options), { output, expected })).toBeCloseTo(value, 12);
  });

  test.each([
    ["ten", 10, "output_not_number"],
    [".", 10, "output_not_number"],
    ["10 apples", 10, "output_not_number"],
    ["", 0, "output_not_number"],
    ["0x10", 16, "output_not_number"],
    ["1e999", 1, "output_not_number"],
    [true, 1, "output_not_number"],
    [null, 1, "output_not_number"],
    [1, "ten", "expected_output_not_number"],
    [1, null, "no_expected_output"],
  ])("of %j and %j is unscored, %s", async (output, expected, reason) => {
    expect(await scoredValue(numericCloseness(), { output, expected })).toEqual({ unscored: reason });
  });

  test.each([
    ["1610521604143693813", "1610521604143693812", { unscored: "numbers_too_large" }],
    ["1610521604143693812", "+1610521604143693812", 1],
    ["-9007199254740993", "-9007199254740992", { unscored: "numbers_too_large" }],
    ["0017", "17", 1],
  ])("never takes two ids for one: %j and %j", async (output, expected, value) => {
    expect(await scoredValue(numericCloseness(), { output, expected })).toEqual(value);
  });

  test("refuses a million digits that are no number", async () => {
    const output = `${"1".repeat(1_000_000)}x`;
    expect(await scoredValue(numericCloseness(), { output, expected: 1 })).toEqual({
      unscored: "output_not_number",
    });
  });

  test("lies between 0 and 1 for any finite numbers and tolerances", async () => {
    const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
    const tolerance = fc.double({ min: 0, noNaN: true, noDefaultInfinity: true });
    await fc.assert(
      fc.asyncProperty(finite, finite, tolerance, tolerance, async (output, expected, absolute, relative) => {
        const evaluator = numericCloseness({ absoluteTolerance: absolute, relativeTolerance: relative });
        const value = await scoredValue(evaluator, { output, expected });
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(1);
        expect(await scoredValue(evaluator, { output: expected, expected })).toBe(1);
      }),
    );
  });
});
