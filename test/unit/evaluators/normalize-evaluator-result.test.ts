import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { EvaluatorScore } from "../../../src/domain/score/evaluation.js";
import { EvaluatorResultInvalidError } from "../../../src/evaluators/custom/evaluator-result-invalid-error.js";
import { normalizeEvaluatorResult } from "../../../src/evaluators/custom/normalize-evaluator-result.js";

const scored = (name: string, value: unknown) => ({
  name,
  value,
  unscoredReason: null,
  comment: null,
  metadata: {},
});
const unscored = (name: string, unscoredReason: string) => ({ ...scored(name, null), unscoredReason });

describe("normalizeEvaluatorResult", () => {
  test.each([
    [0.25, [scored("x", 0.25)]],
    [-3, [scored("x", -3)]],
    [false, [scored("x", false)]],
    ["polite", [scored("x", "polite")]],
    [null, [unscored("x", "returned_nothing")]],
    [undefined, [unscored("x", "returned_nothing")]],
    [[], [unscored("x", "returned_nothing")]],
    [[0.5], [scored("x", 0.5)]],
    [{ score: true }, [scored("x", true)]],
    [{ name: "y", score: null }, [unscored("y", "score_is_null")]],
    [
      { name: "y", score: 1, comment: "fine", metadata: { a: [1] } },
      [{ ...scored("y", 1), comment: "fine", metadata: { a: [1] } }],
    ],
    [
      { name: "y", score: 0, error: new Error("quota") },
      [{ ...unscored("y", "evaluator_error"), comment: "quota" }],
    ],
    [
      [{ name: "a", score: 1 }, { name: "b", score: "low" }, 3],
      [scored("a", 1), scored("b", "low"), scored("x", 3)],
    ],
  ])("takes %j", (raw, scores) => {
    expect(normalizeEvaluatorResult(raw, "x")).toEqual(scores);
  });

  const allowed =
    "; allowed are finite numbers, booleans, strings of 1 to 200 characters, null for unscored, " +
    "objects { name, score, metadata?, comment? } of these, and arrays of such objects with different names.";

  test.each([
    [Number.NaN, "NaN"],
    [Number.NEGATIVE_INFINITY, "-Infinity"],
    [1n, "a bigint"],
    [() => 1, "a function"],
    ["", "an empty string"],
    ["a".repeat(201), "a string of 201 characters"],
    [{ value: 1 }, "an object with keys value"],
    [new Map(), "an instance of Map"],
    [{ score: Number.NaN }, "NaN"],
    [{ score: { mean: 1 } }, "an object with keys mean"],
    [{ name: "", score: 1 }, "a score whose name is an empty string"],
    [{ score: 1, comment: 3 }, "a score whose comment is a number"],
    [{ score: 1, metadata: [1] }, "a score whose metadata is an array of 1, not an object"],
    [[[1]], "an array of 1 at index 0 of its array"],
    [[{ name: "a", score: 1 }, Number.NaN], "NaN at index 1 of its array"],
    [[0.1, 0.2], 'two scores named "x"'],
  ])("refuses %p and says so", (raw, received) => {
    const refused = () => normalizeEvaluatorResult(raw, "x");
    expect(refused).toThrow(EvaluatorResultInvalidError);
    expect(refused).toThrow(`Evaluator "x" returned ${received}${allowed}`);
  });

  test("refuses metadata that JSON would distort, naming the place", () => {
    expect(() => normalizeEvaluatorResult({ score: 1, metadata: { p: [Number.NaN] } }, "x")).toThrow(
      'Evaluator "x" returned a score whose metadata is no JSON (The metadata of a score of evaluator "x" ' +
        "cannot be stored as JSON: NaN at $.p[0].",
    );
  });

  test("gives valid scores or refuses, whatever is returned", () => {
    fc.assert(
      fc.property(fc.anything(), (raw) => {
        try {
          for (const score of normalizeEvaluatorResult(raw, "x")) {
            EvaluatorScore.parse(score);
            expect(score.value === null).toBe(score.unscoredReason !== null);
          }
        } catch (error) {
          expect(error).toBeInstanceOf(EvaluatorResultInvalidError);
        }
      }),
    );
  });
});
