import { describe, expect, test } from "@jest/globals";
import { judgeVariance } from "../../../src/statistics/repetitions/judge-variance.js";
import { passAtK, passHatK } from "../../../src/statistics/repetitions/pass-at-k.js";
import { StatisticInputError } from "../../../src/statistics/statistic-input-error.js";
import { expectClose, type VectorCase, vectorSection } from "../../support/statistics-vectors.js";

describe("judge noise", () => {
  test("is told apart from generation noise and item spread", () => {
    // Two items x two generations x two judgements, by hand: judge variance 0.005;
    // generation means differ by 0.2 within each item: 0.02 − 0.005 / 2; item means 0.4 and 0.8.
    const result = judgeVariance([
      [
        [0.25, 0.35],
        [0.45, 0.55],
      ],
      [
        [0.65, 0.75],
        [0.85, 0.95],
      ],
    ]);
    expectClose(result.judgeVariance, 0.005);
    expectClose(result.generationVariance, 0.0175);
    expectClose(result.itemVariance, 0.08 - (0.0175 + 0.0025) / 2);
    expectClose(result.mean, 0.6);
    expect(result.undefinedReason).toBeNull();
  });
  test("stays unknown where a layer is not repeated", () => {
    expect(judgeVariance([]).undefinedReason).toBe("no_items");
    expect(judgeVariance([[[1, 2]]]).undefinedReason).toBe("one_item");
    expect(judgeVariance([[[1, 2]], [[3, 4]]])).toMatchObject({
      generationVariance: null,
      itemVariance: null,
      undefinedReason: "no_repeated_generations",
    });
    expect(
      judgeVariance([
        [[1], [2]],
        [[3], [4]],
      ]),
    ).toMatchObject({
      judgeVariance: null,
      generationVariance: 0.5,
      undefinedReason: "no_repeated_judgements",
    });
    expect(() => judgeVariance([[[1], []]])).toThrow(/item 0, generation 1/);
  });
});

test.each(
  vectorSection<
    readonly VectorCase<
      { readonly n: number; readonly c: number; readonly k: number },
      { readonly pass_at_k: number; readonly pass_hat_k: number }
    >[]
  >("pass_at_k"),
)("pass@$input.k and pass^$input.k with $input.c of $input.n", ({ input: { n, c, k }, expected }) => {
  expectClose(passAtK({ n, passed: c, k }), expected.pass_at_k);
  expectClose(passHatK({ n, passed: c, k }), expected.pass_hat_k);
});

test("pass@k needs k attempts and counts that can be", () => {
  expect(passAtK({ n: 3, passed: 2, k: 4 })).toBeNull();
  expect(passHatK({ n: 0, passed: 0, k: 1 })).toBeNull();
  expect(() => passAtK({ n: 3, passed: 4, k: 1 })).toThrow(StatisticInputError);
  expect(() => passHatK({ n: 3, passed: 1, k: 0 })).toThrow(StatisticInputError);
});
