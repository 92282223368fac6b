import { describe, expect, test } from "@jest/globals";
import { cliffsDelta } from "../../../src/statistics/effect-sizes/cliffs-delta.js";
import { welchTTest } from "../../../src/statistics/hypothesis-tests/welch-t-test.js";
import {
  expectClose,
  expectInterval,
  type VectorCase,
  vectorSection,
} from "../../support/statistics-vectors.js";

interface Independent {
  readonly welch_t: number;
  readonly welch_df: number;
  readonly welch_p: number;
  readonly welch_ci95: readonly [number, number];
  readonly mannwhitney_u_b: number;
  readonly mannwhitney_p_cc: number;
  readonly cliffs_delta: number;
  readonly cliffs_from_u: number;
}
interface Sides {
  readonly a: readonly number[];
  readonly b: readonly number[];
}

test.each(vectorSection<readonly VectorCase<Sides, Independent>[]>("independent"))(
  "unpaired samples as SciPy compares them",
  ({ input: { a, b }, expected }) => {
    const samples = { baseline: a, candidate: b };
    const welch = welchTTest(samples, { level: 0.95 });
    expectClose(welch.t, expected.welch_t);
    expectClose(welch.degreesOfFreedom, expected.welch_df);
    expectClose(welch.pValue, expected.welch_p);
    expectInterval(welch.interval, expected.welch_ci95);
    expectClose(cliffsDelta(samples), expected.cliffs_delta);
  },
);

describe("undefined comparisons say why", () => {
  const level = 0.95;
  test("Welch", () => {
    expect(welchTTest({ baseline: [], candidate: [1] }, { level }).undefinedReason).toBe("no_values");
    expect(welchTTest({ baseline: [1], candidate: [1, 2] }, { level })).toMatchObject({
      meanDifference: 0.5,
      pValue: null,
      undefinedReason: "one_value",
    });
    expect(welchTTest({ baseline: [1, 1], candidate: [2, 2] }, { level })).toMatchObject({
      interval: { lower: 1, upper: 1 },
      pValue: null,
      undefinedReason: "zero_variance",
    });
  });
});
