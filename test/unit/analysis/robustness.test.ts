import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { leaveOneOut } from "../../../src/analysis/comparison/leave-one-out.js";
import { missingBounds } from "../../../src/analysis/comparison/missing-bounds.js";
import { mcnemarTest } from "../../../src/statistics/hypothesis-tests/mcnemar-test.js";
import { pairedTTest } from "../../../src/statistics/paired-t-test.js";

const idsOf = (values: readonly unknown[]): string[] => values.map((_, index) => `i${index}`);

describe("leaving one item out", () => {
  const sideOf = (values: readonly number[]): number => {
    const { interval } = pairedTTest(values, { level: 0.95 });
    return interval === null ? 0 : interval.lower > 0 ? 1 : interval.upper < 0 ? -1 : 0;
  };

  test("names the item that alone carries the result", () => {
    // Nine gains of about 0.05; the one loss is so large that the interval includes zero.
    const differences = [0.04, 0.05, 0.03, 0.06, 0.05, 0.04, 0.06, 0.05, 0.04, -0.19];
    expect(sideOf(differences)).toBe(0);
    expect(sideOf(differences.slice(0, 9))).toBe(1);
    const found = leaveOneOut(
      { differences, itemIds: idsOf(differences), isBinary: false, clusters: null },
      0.05,
    );
    expect(found).toEqual({ flips: 1, items: [{ itemId: "i9", difference: -0.19 }] });
  });

  test("finds what recomputing without each item finds", () => {
    const value = fc.integer({ min: -8, max: 12 }).map((step) => step / 20);
    fc.assert(
      fc.property(fc.array(value, { minLength: 3, maxLength: 30 }), (differences) => {
        const found = leaveOneOut(
          { differences, itemIds: idsOf(differences), isBinary: false, clusters: null },
          0.05,
        );
        if (new Set(differences).size === 1) {
          expect(found.flips).toBeNull();
          return;
        }
        const slow = differences.filter((_, index) => {
          const left = differences.filter((__, other) => other !== index);
          // What is left may not vary at all: then the mean itself is the interval.
          return sideOf(left) !== sideOf(differences);
        });
        expect(found.flips).toBe(slow.length);
      }),
      { seed: 6, numRuns: 300 },
    );
  });

  test("of yes-or-no values finds what McNemar's test without each item finds", () => {
    const outcome = fc.constantFrom(-1, 0, 1, 1);
    const side = (values: readonly number[]): number => {
      const [wins, losses] = [
        values.filter((value) => value > 0).length,
        values.filter((value) => value < 0).length,
      ];
      const { pValue } = mcnemarTest({ candidateOnly: wins, baselineOnly: losses });
      return pValue <= 0.05 ? Math.sign(wins - losses) : 0;
    };
    fc.assert(
      fc.property(fc.array(outcome, { minLength: 3, maxLength: 25 }), (differences) => {
        const found = leaveOneOut(
          { differences, itemIds: idsOf(differences), isBinary: true, clusters: null },
          0.05,
        );
        const slow = differences.filter(
          (_, index) => side(differences.filter((__, other) => other !== index)) !== side(differences),
        );
        expect(found.flips).toBe(slow.length);
      }),
      { seed: 7, numRuns: 300 },
    );
  });

  test("is not examined with clusters, nor below three pairs", () => {
    const differences = [0.1, 0.2, 0.4];
    const sample = { differences, itemIds: idsOf(differences), isBinary: false };
    expect(leaveOneOut({ ...sample, clusters: ["a", "a", "b"] }, 0.05)).toEqual({ flips: null, items: [] });
    expect(
      leaveOneOut({ differences: [0.1, 0.2], itemIds: ["a", "b"], isBinary: false, clusters: null }, 0.05)
        .flips,
    ).toBeNull();
  });
});

describe("bounds for missing values", () => {
  const sample = {
    differences: [0.1, 0.2, 0.3, 0.2],
    // The baseline's value of an item that the candidate lacks, and the reverse.
    baselineOnly: [0.5],
    candidateOnly: [0.9],
    isUnit: true,
    clusters: null,
  };

  test("take them as 0, as 1, and as the worst and the best for the candidate", () => {
    const bounds = missingBounds(sample, { missingInBoth: 1, level: 0.95 });
    // Sum of the pairs 0.8. Missing as 0: −0.5 + 0.9 + 0; as 1: 0.5 − 0.1 + 0; worst: −0.5 − 0.1 − 1; best: 0.5 + 0.9 + 1.
    expect(bounds?.asZero.meanDifference).toBeCloseTo(1.2 / 7, 12);
    expect(bounds?.asOne.meanDifference).toBeCloseTo(1.2 / 7, 12);
    expect(bounds?.lowest.meanDifference).toBeCloseTo(-0.8 / 7, 12);
    expect(bounds?.highest.meanDifference).toBeCloseTo(3.2 / 7, 12);
    expect(bounds?.isStable).toBe(false);
  });

  test("are stable when one missing value of many cannot matter", () => {
    const differences = Array.from({ length: 100 }, (_, index) => 0.2 + (index % 5) / 50);
    const bounds = missingBounds(
      { ...sample, differences, candidateOnly: [] },
      { missingInBoth: 0, level: 0.95 },
    );
    expect(bounds?.isStable).toBe(true);
  });

  test.each([
    ["when nothing is missing", { baselineOnly: [], candidateOnly: [] }, 0],
    ["for values outside [0, 1]", { isUnit: false }, 1],
    ["with clusters", { clusters: ["a", "a", "b", "b"] }, 1],
    ["without a pair", { differences: [] }, 1],
  ])("are undefined %s", (_name, change, missingInBoth) => {
    expect(missingBounds({ ...sample, ...change }, { missingInBoth, level: 0.95 })).toBeNull();
  });
});
