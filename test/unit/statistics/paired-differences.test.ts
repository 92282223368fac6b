import { describe, expect, test } from "@jest/globals";
import { NonFiniteValueError } from "../../../src/statistics/non-finite-value-error.js";
import { pairedDifferences } from "../../../src/statistics/paired-differences.js";
import { pairedTTest } from "../../../src/statistics/paired-t-test.js";

describe("pairedDifferences", () => {
  test("equal decimal differences come out equal, whatever floating point made of them", () => {
    const pairs = [
      { baseline: 0.5, candidate: 0.6 },
      { baseline: 0.6, candidate: 0.7 },
      { baseline: 0.7, candidate: 0.8 },
    ];
    expect(pairedDifferences(pairs)).toEqual([0.1, 0.1, 0.1]);
  });
  test("differences below 1e-12 are zero", () => {
    expect(pairedDifferences([{ baseline: 0.3, candidate: 0.1 + 0.2 }])).toEqual([0]);
  });
  test("large differences, coarser than the rounding, are left as they are", () => {
    expect(pairedDifferences([{ baseline: 0, candidate: 123_456.789 }])).toEqual([123_456.789]);
  });
  test("no pairs give no differences", () => {
    expect(pairedDifferences([])).toEqual([]);
  });
  test("a value that is not finite is refused by its place", () => {
    const pairs = [
      { baseline: 0, candidate: 1 },
      { baseline: 0, candidate: Number.NaN },
    ];
    expect(() => pairedDifferences(pairs)).toThrow(NonFiniteValueError);
    expect(() => pairedDifferences(pairs)).toThrow("pairedDifferences: value 1 is NaN");
  });
});

describe("pairedTTest where the science gives no answer", () => {
  test("nothing, one pair and no variance each say why", () => {
    expect(pairedTTest([], { level: 0.95 }).undefinedReason).toBe("no_pairs");
    expect(pairedTTest([0.1], { level: 0.95 }).undefinedReason).toBe("one_pair");
    const flat = pairedTTest([0.1, 0.1, 0.1], { level: 0.95 });
    expect(flat).toMatchObject({
      undefinedReason: "zero_variance",
      pValue: null,
      t: null,
      standardDeviation: 0,
      standardError: 0,
    });
    expect(flat.interval).toEqual({
      level: 0.95,
      lower: flat.meanDifference,
      upper: flat.meanDifference,
    });
  });
  test("rounding noise on large equal differences is no variance either", () => {
    const noise = Array.from({ length: 7 }, (_, index) => 1e9 / 3 + (index % 2) * 6e-8);
    expect(pairedTTest(noise, { level: 0.95 }).undefinedReason).toBe("zero_variance");
  });
});
