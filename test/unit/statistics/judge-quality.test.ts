import { describe, expect, test } from "@jest/globals";
import { describe as describeSample } from "../../../src/statistics/describe.js";
import { areaUnderCurve } from "../../../src/statistics/judge-quality/area-under-curve.js";
import { brierScore } from "../../../src/statistics/judge-quality/brier-score.js";
import { expectedCalibrationError } from "../../../src/statistics/judge-quality/expected-calibration-error.js";
import {
  isotonicPrediction,
  isotonicRegression,
} from "../../../src/statistics/judge-quality/isotonic-regression.js";
import { judgeBias } from "../../../src/statistics/judge-quality/judge-bias.js";
import { predictionPoweredMean } from "../../../src/statistics/judge-quality/prediction-powered-mean.js";
import { roganGladen } from "../../../src/statistics/judge-quality/rogan-gladen.js";
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
interface Calibration {
  readonly brier: number;
  readonly ece_5: number;
  readonly auc: number;
  readonly isotonic_fit_sorted_by_judge: readonly number[];
  readonly bias: number;
  readonly mae: number;
}

test.each(vectorSection<readonly VectorCase<Labels, Calibration>[]>("calibration"))(
  "calibration as scikit-learn measures it",
  ({ input: { human, judge }, expected }) => {
    const sample = { outcomes: human, predictions: judge };
    expectClose(brierScore(sample), expected.brier);
    expectClose(expectedCalibrationError(sample, { bins: 5 }), expected.ece_5);
    expectClose(areaUnderCurve(sample), expected.auc);
    const fit = isotonicRegression({ x: judge, y: human });
    expect(fit.map(({ fitted }) => fitted)).toEqual(expected.isotonic_fit_sorted_by_judge);
    const { bias, meanAbsoluteError } = judgeBias({ human, judge }, { level: 0.95 });
    expectClose(bias, expected.bias);
    expectClose(meanAbsoluteError, expected.mae);
  },
);

describe("calibration", () => {
  test("an edge belongs to the bin below it, whatever floating point makes of it", () => {
    // 0.6 and 0.5 share (0.4, 0.6]: |1 − 0.6 + 0 − 0.5| / 2. In bins of their own they would give 0.45.
    const sample = { outcomes: [1, 0], predictions: [0.6, 0.5] };
    expectClose(expectedCalibrationError(sample, { bins: 5 }), 0.05);
  });
  test("adjacent violators and equal judge scores are pooled", () => {
    const fit = isotonicRegression({ x: [3, 1, 2, 2], y: [0.5, 0.2, 0.9, 0.7] });
    expect(fit.map(({ x }) => x)).toEqual([1, 2, 3]);
    expectClose(fit[0]?.fitted, 0.2);
    expectClose(fit[1]?.fitted, 0.7);
    expectClose(fit[2]?.fitted, 0.7);
  });
  test("predictions run straight between the points and level beyond them", () => {
    const points = [
      { x: 1, fitted: 0 },
      { x: 3, fitted: 1 },
    ];
    expect([0, 1, 2, 3, 4].map((x) => isotonicPrediction(points, x))).toEqual([0, 0, 0.5, 1, 1]);
    expect(isotonicPrediction([], 1)).toBeNull();
  });
  test("nothing, and outcomes of one kind, give no figure", () => {
    const nothing = { outcomes: [], predictions: [] };
    expect(brierScore(nothing)).toBeNull();
    expect(expectedCalibrationError(nothing)).toBeNull();
    expect(areaUnderCurve({ outcomes: [1, 1], predictions: [0.1, 0.9] })).toBeNull();
    expect(judgeBias({ human: [], judge: [] }, { level: 0.95 })).toEqual({
      n: 0,
      bias: null,
      interval: null,
      meanAbsoluteError: null,
    });
  });
  test("outcomes other than 0 and 1 and predictions off the unit interval are refused", () => {
    expect(() => brierScore({ outcomes: [0.5], predictions: [1] })).toThrow(
      "outcome 0 is 0.5; allowed is 0 or 1",
    );
    expect(() => brierScore({ outcomes: [1], predictions: [2] })).toThrow(StatisticInputError);
    expect(() => areaUnderCurve({ outcomes: [1], predictions: [] })).toThrow(PairLengthError);
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

interface Rates {
  readonly apparent_pass_rate: number;
  readonly sensitivity: number;
  readonly specificity: number;
}

test.each(vectorSection<readonly VectorCase<Rates, number>[]>("rogan_gladen"))(
  "the true pass rate behind $input.apparent_pass_rate",
  ({ input, expected }) => {
    const { apparent_pass_rate: apparentPassRate, sensitivity, specificity } = input;
    expectClose(roganGladen({ apparentPassRate, sensitivity, specificity }), expected);
  },
);

test("the true pass rate is cut to the unit interval and undefined for a judge like a coin", () => {
  expect(roganGladen({ apparentPassRate: 0.05, sensitivity: 0.9, specificity: 0.8 })).toBe(0);
  expect(roganGladen({ apparentPassRate: 1, sensitivity: 0.9, specificity: 0.8 })).toBe(1);
  expect(roganGladen({ apparentPassRate: 0.5, sensitivity: 0.5, specificity: 0.5 })).toBeNull();
  expect(() => roganGladen({ apparentPassRate: 70, sensitivity: 1, specificity: 1 })).toThrow(
    "roganGladen: apparentPassRate is 70; allowed is a number from 0 to 1.",
  );
});
