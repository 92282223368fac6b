import { describe, expect, test } from "@jest/globals";
import { describe as describeSample } from "../../../src/statistics/describe.js";
import { NonFiniteValueError } from "../../../src/statistics/non-finite-value-error.js";
import { sortedQuantile } from "../../../src/statistics/sorted-quantile.js";
import { tInterval } from "../../../src/statistics/t-interval.js";
import {
  expectClose,
  expectInterval,
  type VectorCase,
  vectorSection,
} from "../../support/statistics-vectors.js";

interface Univariate {
  readonly n: number;
  readonly mean: number | null;
  readonly sd: number | null;
  readonly variance: number | null;
  readonly se: number | null;
  readonly median?: number | null;
  readonly t_ci?: Readonly<Record<string, readonly [number, number] | null>>;
  readonly quantiles_type7?: Readonly<Record<string, number>> | null;
}
const cases =
  vectorSection<readonly VectorCase<{ readonly x: readonly number[] }, Univariate>[]>("univariate");

test.each(cases)("describes $name as SciPy does", ({ input: { x }, expected }) => {
  const sample = describeSample(x);
  expect(sample.n).toBe(expected.n);
  expectClose(sample.mean, expected.mean);
  expectClose(sample.standardDeviation, expected.sd);
  expectClose(sample.variance, expected.variance);
  expectClose(sample.standardError, expected.se);
  if (expected.median !== undefined) expectClose(sample.median, expected.median);
  for (const [level, interval] of Object.entries(expected.t_ci ?? {})) {
    expectInterval(tInterval(sample, Number(level)), interval);
  }
  const sorted = Float64Array.from(x).sort();
  if (expected.quantiles_type7 === null) expect(sortedQuantile(sorted, 0.5)).toBeNull();
  for (const [p, value] of Object.entries(expected.quantiles_type7 ?? {})) {
    expectClose(sortedQuantile(sorted, Number(p)), value);
  }
});

describe("degenerate samples", () => {
  test("nothing has no mean, no range and no quantile", () => {
    expect(describeSample([])).toEqual({
      n: 0,
      mean: null,
      variance: null,
      standardDeviation: null,
      standardError: null,
      minimum: null,
      maximum: null,
      median: null,
    });
    expect(sortedQuantile(new Float64Array(0), 0.5)).toBeNull();
  });
  test("one value has a mean and a range but no spread", () => {
    expect(describeSample([0.7])).toEqual({
      n: 1,
      mean: 0.7,
      variance: null,
      standardDeviation: null,
      standardError: null,
      minimum: 0.7,
      maximum: 0.7,
      median: 0.7,
    });
    expect(tInterval(describeSample([0.7]), 0.95)).toBeNull();
  });
  test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    "%p is refused by place",
    (bad) => {
      expect(() => describeSample([1, bad])).toThrow(NonFiniteValueError);
      expect(() => describeSample([1, bad])).toThrow(
        `describe: value 1 is ${bad}; allowed are finite numbers`,
      );
    },
  );
  test("a level in percent is refused with what is allowed", () => {
    expect(() => tInterval(describeSample([1, 2]), 95)).toThrow(
      "tInterval: level is 95; allowed is a number between 0 and 1, both excluded.",
    );
    expect(() => sortedQuantile(Float64Array.of(1, 2), 50)).toThrow(
      "sortedQuantile: p is 50; allowed is a number from 0 to 1.",
    );
  });
});

test("equal values have no spread, also where their rounded mean lies beside them", () => {
  // Twelve times 1.1e-5: in floating point the variance would be 3e-42, not 0.
  const sample = describeSample(Array.from({ length: 12 }, () => 1.1e-5));
  expect(sample).toMatchObject({ mean: 1.1e-5, variance: 0, standardDeviation: 0, standardError: 0 });
});
