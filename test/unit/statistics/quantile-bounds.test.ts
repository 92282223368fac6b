import { describe, expect, test } from "@jest/globals";
import {
  boundedQuantile,
  quantileBounds,
  type SortedBounds,
  sortBounds,
} from "../../../src/statistics/quantiles/quantile-bounds.js";
import {
  quantileDifferenceBounds,
  quantileDifferencePValue,
} from "../../../src/statistics/quantiles/quantile-difference.js";
import { createRandom } from "../../../src/statistics/seeded-random.js";

const known = (values: readonly number[]): SortedBounds => sortBounds({ lower: values, upper: values });
const upTo = (n: number): number[] => Array.from({ length: n }, (_, index) => index + 1);

describe("order statistics bound a quantile", () => {
  // Conover 1999, table of the binomial: P(X <= 5 | 20, ½) = 0.0207, P(X <= 6) = 0.0577.
  test("the median of 20 values lies between the 6th and the 15th smallest at 97.5 % each", () => {
    expect(quantileBounds(known(upTo(20)), { p: 0.5, alpha: 0.025 })).toEqual({ lower: 6, upper: 15 });
  });
  test("the 95th percentile has no upper bound below 59 values at 95 %, and has one from there on", () => {
    const bounds = (n: number) => quantileBounds(known(upTo(n)), { p: 0.95, alpha: 0.05 });
    expect(bounds(58).upper).toBe(Number.POSITIVE_INFINITY);
    expect(bounds(59).upper).toBe(59);
  });
  test("nothing bounds a quantile of no values", () => {
    const none = { lower: Number.NEGATIVE_INFINITY, upper: Number.POSITIVE_INFINITY };
    expect(quantileBounds(known([]), { p: 0.5, alpha: 0.05 })).toEqual(none);
  });
  test("censored values count as what they can be", () => {
    const sample = sortBounds({
      lower: [...upTo(16), 10, 10, 10, 10],
      upper: [...upTo(16), ...Array.from({ length: 4 }, () => Number.POSITIVE_INFINITY)],
    });
    expect(quantileBounds(sample, { p: 0.5, alpha: 0.025 })).toEqual({ lower: 6, upper: 15 });
    expect(boundedQuantile(sample, 0.25)).toBe(5.75);
    expect(boundedQuantile(sample, 0.9)).toBeNull();
  });
  test("both sides must have as many values", () => {
    expect(() => sortBounds({ lower: [1, 2], upper: [1] })).toThrow("2 values, as many as lower");
  });
});

describe("two samples' quantiles", () => {
  test("p is at most alpha just when an interval at 1 − alpha excludes zero", () => {
    const random = createRandom("agreement");
    for (let replicate = 0; replicate < 60; replicate += 1) {
      const draw = (shift: number) =>
        known(Array.from({ length: 80 }, () => Math.round(40 * (random() + shift)) / 4));
      const samples = { baseline: draw(0), candidate: draw(0.4 * random()) };
      for (const p of [0.5, 0.9]) {
        const pValue = quantileDifferencePValue(samples, p);
        const { lower, upper } = quantileDifferenceBounds(samples, { p, alpha: 0.025 });
        expect(pValue <= 0.05).toBe(lower > 0 || upper < 0);
      }
    }
  });
  test("of one sample twice never differ", () => {
    const sample = known(upTo(100));
    expect(quantileDifferencePValue({ baseline: sample, candidate: sample }, 0.5)).toBe(1);
  });
});
