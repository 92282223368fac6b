import { describe, expect, test } from "@jest/globals";
import { describe as describeSample } from "../../../src/statistics/describe.js";
import { judgeBias } from "../../../src/statistics/judge-quality/judge-bias.js";
import { predictionPoweredMean } from "../../../src/statistics/judge-quality/prediction-powered-mean.js";
import { PairLengthError } from "../../../src/statistics/pair-length-error.js";
import { StatisticInputError } from "../../../src/statistics/statistic-input-error.js";
import {
  expectClose,
  expectInterval,
  type VectorCase,
  vectorSection,
} from "../../support/statistics-vectors.js";

interface Labels {
  readonly human: readonly number[];
  readonly judge: readonly number[];
}
interface Bias {
  readonly bias: number;
  readonly mae: number;
}

test.each(vectorSection<readonly VectorCase<Labels, Bias>[]>("calibration"))(
  "the judge's bias and mean absolute error",
  ({ input: { human, judge }, expected }) => {
    const { bias, meanAbsoluteError } = judgeBias({ human, judge }, { level: 0.95 });
    expectClose(bias, expected.bias);
    expectClose(meanAbsoluteError, expected.mae);
  },
);

test("without labels there is no bias", () => {
  expect(judgeBias({ human: [], judge: [] }, { level: 0.95 })).toEqual({
    n: 0,
    bias: null,
    interval: null,
    meanAbsoluteError: null,
  });
});

interface PpiInput {
  readonly human: readonly number[];
  readonly judge_on_labelled: readonly number[];
  readonly judge_on_unlabelled: readonly number[];
  readonly alpha: number;
}
interface PpiEstimate {
  readonly lambda: number;
  readonly estimate: number;
  readonly se: number;
  readonly ci95: readonly [number, number];
}
interface Ppi {
  readonly classical_mean: number;
  readonly naive_judge_mean: number;
  readonly ppi_lambda1: PpiEstimate;
  readonly ppi_pp: PpiEstimate;
}

test.each(vectorSection<readonly VectorCase<PpiInput, Ppi>[]>("ppi"))(
  "prediction-powered inference equals ppi_py",
  ({ input, expected }) => {
    const sample = {
      human: input.human,
      judgeOnLabelled: input.judge_on_labelled,
      judgeOnUnlabelled: input.judge_on_unlabelled,
    };
    const level = 1 - input.alpha;
    for (const [options, wanted] of [
      [{ level, lambda: 1 }, expected.ppi_lambda1],
      [{ level }, expected.ppi_pp],
    ] as const) {
      const result = predictionPoweredMean(sample, options);
      expectClose(result.lambda, wanted.lambda);
      expectClose(result.estimate, wanted.estimate);
      expectClose(result.standardError, wanted.se);
      expectInterval(result.interval, wanted.ci95);
    }
    expectClose(predictionPoweredMean(sample, { level, lambda: 0 }).estimate, expected.classical_mean);
    const everyJudgement = [...input.judge_on_labelled, ...input.judge_on_unlabelled];
    expectClose(describeSample(everyJudgement).mean, expected.naive_judge_mean);
  },
);

describe("prediction-powered inference", () => {
  const level = 0.95;
  test("ignores a judge that never varies", () => {
    const sample = { human: [0, 1, 1], judgeOnLabelled: [1, 1, 1], judgeOnUnlabelled: [1, 1] };
    const result = predictionPoweredMean(sample, { level });
    expect(result.lambda).toBe(0);
    expectClose(result.estimate, 2 / 3);
  });
  test("works on paired differences, which may be negative", () => {
    const sample = {
      human: [-0.2, 0.1, 0.3, 0],
      judgeOnLabelled: [-0.1, 0.1, 0.2, 0],
      judgeOnUnlabelled: [0.1, -0.1, 0.2],
    };
    expect(predictionPoweredMean(sample, { level }).undefinedReason).toBeNull();
  });
  test("says what is missing and refuses what does not match", () => {
    const one = { human: [1], judgeOnLabelled: [1], judgeOnUnlabelled: [1] };
    expect(predictionPoweredMean(one, { level }).undefinedReason).toBe("too_few_labels");
    const none = { human: [1, 0], judgeOnLabelled: [1, 0], judgeOnUnlabelled: [] };
    expect(predictionPoweredMean(none, { level }).undefinedReason).toBe("no_unlabelled_items");
    expect(() => predictionPoweredMean({ ...one, human: [1, 2] }, { level })).toThrow(PairLengthError);
    expect(() => predictionPoweredMean(none, { level, lambda: 2 })).toThrow(StatisticInputError);
  });
});
