import { describe, expect, test } from "@jest/globals";
import { pearsonCorrelation } from "../../../src/statistics/correlation/pearson-correlation.js";
import { spearmanCorrelation } from "../../../src/statistics/correlation/spearman-correlation.js";
import { PairLengthError } from "../../../src/statistics/pair-length-error.js";
import {
  expectClose,
  expectInterval,
  type VectorCase,
  vectorSection,
} from "../../support/statistics-vectors.js";

interface Correlation {
  readonly pearson: number | null;
  readonly pearson_p?: number;
  readonly pearson_fisher_ci95?: readonly [number, number];
  readonly spearman?: number | null;
  readonly spearman_p_t?: number;
  readonly kendall_tau_b?: number | null;
  readonly kendall_p?: number;
  readonly kendall_p_asymptotic?: number;
}
interface Sample {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

test.each(vectorSection<readonly VectorCase<Sample, Correlation>[]>("correlation"))(
  "$name",
  ({ name, input, expected }) => {
    const pearson = pearsonCorrelation(input, { level: 0.95 });
    const spearman = spearmanCorrelation(input);
    expectClose(pearson.correlation, expected.pearson);
    expectClose(pearson.pValue, expected.pearson_p ?? null);
    expectInterval(pearson.interval, expected.pearson_fisher_ci95 ?? null);
    expectClose(spearman.correlation, expected.spearman ?? null);
    if (name !== "perfect negative") expectClose(spearman.pValue, expected.spearman_p_t ?? null);
    else {
      // SciPy's 1e-24 for a perfect rank correlation is rounding of 1 − r², which is 0.
      expect(expected.spearman_p_t).toBeLessThan(1e-20);
      expect(spearman.pValue).toBe(0);
    }
  },
);

describe("correlations that do not exist", () => {
  test("say whether pairs or variation are missing", () => {
    const constant = { x: [1, 1, 1], y: [1, 2, 3] };
    expect(pearsonCorrelation(constant, { level: 0.95 }).undefinedReason).toBe("constant_input");
    expect(spearmanCorrelation(constant).undefinedReason).toBe("constant_input");
  });
  test("of two pairs have no p and no interval", () => {
    const { correlation, pValue, interval } = pearsonCorrelation({ x: [1, 2], y: [3, 5] }, { level: 0.95 });
    expectClose(correlation, 1);
    expect([pValue, interval]).toEqual([null, null]);
  });
  test("need aligned sides", () => {
    expect(() => spearmanCorrelation({ x: [1], y: [] })).toThrow(PairLengthError);
  });
});
