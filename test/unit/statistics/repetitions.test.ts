import { describe, expect, test } from "@jest/globals";
import { describe as describeSample } from "../../../src/statistics/describe.js";
import { judgeVariance } from "../../../src/statistics/repetitions/judge-variance.js";
import { passAtK, passHatK } from "../../../src/statistics/repetitions/pass-at-k.js";
import { projectedStandardError } from "../../../src/statistics/repetitions/projected-standard-error.js";
import { repetitionVariance } from "../../../src/statistics/repetitions/repetition-variance.js";
import { StatisticInputError } from "../../../src/statistics/statistic-input-error.js";
import { expectClose, type VectorCase, vectorSection } from "../../support/statistics-vectors.js";

interface Resampling {
  readonly item_means?: readonly number[];
  readonly mean: number;
  readonly var_within?: number;
  readonly var_within_pooled?: number;
  readonly var_of_item_means?: number;
  readonly var_between_corrected?: number;
  readonly se_from_item_means: number;
  readonly icc1?: number;
  readonly se_wrong_treating_all_as_iid?: number;
}

test.each(
  vectorSection<readonly VectorCase<{ readonly runs: readonly (readonly number[])[] }, Resampling>[]>(
    "resampling",
  ),
)("$name", ({ input: { runs }, expected }) => {
  const result = repetitionVariance(runs);
  expectClose(result.mean, expected.mean);
  expectClose(result.standardError, expected.se_from_item_means);
  expectClose(result.withinVariance, (expected.var_within ?? expected.var_within_pooled) as number);
  for (const [index, mean] of (expected.item_means ?? []).entries())
    expectClose(result.itemMeans[index], mean);
  if (expected.icc1 !== undefined) {
    expectClose(result.itemMeanVariance, expected.var_of_item_means as number);
    expectClose(result.betweenVariance, expected.var_between_corrected as number);
    expectClose(result.intraclassCorrelation, expected.icc1);
    const wrong = expected.se_wrong_treating_all_as_iid as number;
    expectClose(describeSample(runs.flat()).standardError, wrong);
    // Repetitions are no items: counting them as such would promise more than is known.
    expect(result.standardError).toBeGreaterThan(wrong);
  }
  expect(result.undefinedReason).toBeNull();
});

describe("repetitions that cannot be decomposed say why", () => {
  test("no items, one item, nothing repeated", () => {
    expect(repetitionVariance([])).toMatchObject({ mean: null, undefinedReason: "no_items" });
    expect(repetitionVariance([[1, 2]])).toMatchObject({ mean: 1.5, undefinedReason: "one_item" });
    expect(repetitionVariance([[1], [2]])).toMatchObject({
      withinVariance: null,
      betweenVariance: null,
      standardError: 0.5,
      undefinedReason: "no_repetitions",
    });
  });
  test("noise larger than the spread of the items leaves 0 between them", () => {
    expect(
      repetitionVariance([
        [0, 1],
        [1, 0],
      ]).betweenVariance,
    ).toBe(0);
  });
  test("equal values have no intraclass correlation", () => {
    expect(
      repetitionVariance([
        [1, 1],
        [1, 1],
      ]).intraclassCorrelation,
    ).toBeNull();
  });
  test("an item without a value is refused by its place", () => {
    expect(() => repetitionVariance([[1], []])).toThrow(
      'repetitionVariance: item 1 is "no value"; allowed is one value or more; leave out items without any.',
    );
  });
});

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
  test("falls with judgements, generations and items as Miller's formula says", () => {
    const plan = { itemVariance: 0.04, generationVariance: 0.02, judgeVariance: 0.01 };
    expectClose(
      projectedStandardError({ ...plan, items: 100, generations: 2, judgements: 5 }),
      Math.sqrt(0.000_51),
    );
    expect(() => projectedStandardError({ ...plan, items: 0, generations: 1, judgements: 1 })).toThrow(
      StatisticInputError,
    );
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
