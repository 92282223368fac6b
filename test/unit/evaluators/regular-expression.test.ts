import { describe, expect, test } from "@jest/globals";
import { regularExpression } from "../../../src/evaluators/text/regular-expression.js";
import { scoredValue } from "./judge.js";

describe("regularExpression", () => {
  test("matches anywhere in the output", async () => {
    expect(await scoredValue(regularExpression({ pattern: "\\d{4}" }), { output: "in 2026." })).toBe(true);
    expect(await scoredValue(regularExpression({ pattern: "^\\d{4}" }), { output: "in 2026." })).toBe(false);
    expect(await scoredValue(regularExpression({ pattern: "PARIS", flags: "i" }), { output: "Paris" })).toBe(
      true,
    );
  });

  test("keeps no position from one output to the next with the flags g and y", async () => {
    const evaluator = regularExpression({ pattern: /a/gy });
    expect(await scoredValue(evaluator, { output: "a" })).toBe(true);
    expect(await scoredValue(evaluator, { output: "a" })).toBe(true);
  });

  test("ends an expression that backtracks without end, and goes on", async () => {
    const evaluator = regularExpression({ pattern: "^(a+)+$" });
    expect(await scoredValue(evaluator, { output: `${"a".repeat(60)}!` })).toEqual({
      unscored: "regular_expression_timed_out",
    });
    expect(await scoredValue(evaluator, { output: "aaa" })).toBe(true);
  });

  test("is unscored for an output that is no text", async () => {
    expect(await scoredValue(regularExpression({ pattern: "a" }), { output: ["a"] })).toEqual({
      unscored: "output_not_text",
    });
  });

  test("refuses what is no regular expression, and flags it cannot use", () => {
    expect(() => regularExpression({ pattern: "(" })).toThrow(
      'Evaluator "regular_expression": option "pattern" is "("; allowed: a regular expression of JavaScript ' +
        "(Invalid regular expression: /(/: Unterminated group).",
    );
    expect(() => regularExpression({ pattern: "a", flags: "g" })).toThrow(
      'Evaluator "regular_expression": option "flags" is "g"; allowed: any of d, i, m, s, u, v.',
    );
    expect(() => regularExpression({ pattern: /a/, flags: "i" })).toThrow(
      'Evaluator "regular_expression": option "flags" is "i"; allowed: no flags beside a RegExp, which has its own.',
    );
  });

  test("has another fingerprint for another pattern or flag", () => {
    const fingerprints = [{ pattern: /a/ }, { pattern: /b/ }, { pattern: /a/i }].map(
      (options) => regularExpression(options).fingerprint,
    );
    expect(new Set(fingerprints).size).toBe(3);
    expect(regularExpression({ pattern: "a" }).fingerprint).toBe(fingerprints[0]);
  });
});
