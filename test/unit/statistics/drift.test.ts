import { describe, expect, test } from "@jest/globals";
import { studentTQuantile, studentTSurvival } from "../../../src/statistics/distributions/student-t.js";
import { bestSplit } from "../../../src/statistics/drift/best-split.js";
import { changePoints } from "../../../src/statistics/drift/change-points.js";
import { cusum } from "../../../src/statistics/drift/cusum.js";
import { NonFiniteValueError } from "../../../src/statistics/non-finite-value-error.js";
import { StatisticInputError } from "../../../src/statistics/statistic-input-error.js";
import { expectClose, vectorSection } from "../../support/statistics-vectors.js";

const section = vectorSection<{
  series: readonly number[];
  cusum_two_sided: {
    readonly input: { readonly mu0: number; readonly sigma0: number; readonly k: number; readonly h: number };
    readonly expected: {
      readonly s_plus: readonly number[];
      readonly s_minus: readonly number[];
      readonly first_alarm_index: number;
    };
  };
  otava: {
    readonly input: { readonly max_pvalue: number; readonly min_magnitude: number };
    readonly expected: readonly {
      readonly index: number;
      readonly pvalue: number;
      readonly mean_before: number;
      readonly mean_after: number;
      readonly qhat: number;
    }[];
  };
  e_divisive_qhat: readonly {
    readonly input: { readonly left: readonly number[]; readonly right: readonly number[] };
    readonly expected: number;
  }[];
}>("drift");

/** Rounding of sums of such values, where the expected statistic is 0 or nearly so. */
const ROUNDING = 1e-13;
function expectSeries(actual: readonly number[], expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  for (const [index, value] of expected.entries()) {
    if (Math.abs(value) < ROUNDING) expect(Math.abs(actual[index] as number)).toBeLessThan(ROUNDING);
    else expectClose(actual[index], value);
  }
}

describe("a shift after ten of twenty runs", () => {
  test("is found by CUSUM", () => {
    const { input, expected } = section.cusum_two_sided;
    const baseline = { mean: input.mu0, standardDeviation: input.sigma0 };
    const chart = cusum(section.series, { baseline, slack: input.k, limit: input.h });
    expectSeries(chart.upward, expected.s_plus);
    expectSeries(chart.downward, expected.s_minus);
    expect(chart.firstAlarm).toBe(expected.first_alarm_index);
  });
  test("is found as the one change point, as by Otava", () => {
    const { input, expected } = section.otava;
    const policy = { maximumPValue: input.max_pvalue, minimumMagnitude: input.min_magnitude };
    const points = changePoints(section.series, policy);
    expect(points.map(({ index }) => index)).toEqual(expected.map(({ index }) => index));
    for (const [place, wanted] of expected.entries()) {
      expectClose(points[place]?.meanBefore, wanted.mean_before);
      expectClose(points[place]?.meanAfter, wanted.mean_after);
      expectClose(bestSplit(section.series)?.divergence, wanted.qhat);
      // Otava divides the variances by n = 10; the test proper divides by n − 1.
      const t = -studentTQuantile(wanted.pvalue / 2, 18) * Math.sqrt(9 / 10);
      expectClose(points[place]?.pValue, 2 * studentTSurvival(t, 18));
    }
  });
  test.each(section.e_divisive_qhat)("has the energy divergence of its formula", ({ input, expected }) => {
    const split = bestSplit([...input.left, ...input.right]);
    expect(split).toMatchObject({ index: input.left.length, end: input.left.length + input.right.length });
    expectClose(split?.divergence, expected);
  });
});

describe("histories without a shift", () => {
  const baseline = { mean: 0.7, standardDeviation: 0.01 };
  test("raise no alarm", () => {
    const steady = [0.7, 0.71, 0.69, 0.7, 0.71, 0.69, 0.7, 0.71, 0.69, 0.7];
    expect(cusum(steady, { baseline }).firstAlarm).toBeNull();
    expect(changePoints(steady)).toEqual([]);
    expect(changePoints(new Array<number>(30).fill(0.1 + 0.2))).toEqual([]);
  });
  test("may be empty or a single run", () => {
    expect(cusum([], { baseline }).firstAlarm).toBeNull();
    expect(changePoints([])).toEqual([]);
    expect(changePoints([0.5])).toEqual([]);
  });
});

describe("change points", () => {
  const level = (value: number): number[] =>
    [0, 0.01, -0.01, 0.02, -0.02, 0.01, 0, -0.01].map((x) => value + x);

  test("are found on both sides of a spell that passed", () => {
    const series = [...level(0.7), ...level(0.5), ...level(0.7)];
    expect(changePoints(series).map(({ index }) => index)).toEqual([8, 16]);
  });
  test("smaller than the asked magnitude are left out", () => {
    const series = [...level(0.7), ...level(0.66)];
    expect(changePoints(series)).toHaveLength(1);
    expect(changePoints(series, { minimumMagnitude: 0.1 })).toEqual([]);
  });
  test("between two levels without any noise are certain", () => {
    const [point] = changePoints([1, 1, 1, 1, 2, 2, 2, 2]);
    expect(point).toMatchObject({ index: 4, pValue: 0, meanBefore: 1, meanAfter: 2 });
  });
});

test("bad histories and baselines are refused", () => {
  expect(() => cusum([Number.NaN], { baseline: { mean: 0, standardDeviation: 1 } })).toThrow(
    NonFiniteValueError,
  );
  expect(() => cusum([1], { baseline: { mean: 0, standardDeviation: 0 } })).toThrow(
    "cusum: baseline.standardDeviation is 0; allowed is a finite number above 0.",
  );
  expect(() => cusum([1], { baseline: { mean: Number.NaN, standardDeviation: 1 } })).toThrow(
    /baseline\.mean/,
  );
  expect(() => changePoints([1], { maximumPValue: 0 })).toThrow(StatisticInputError);
  expect(() => changePoints([Number.NaN])).toThrow(NonFiniteValueError);
});
