import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { leaveOneOut } from "../../../src/analysis/comparison/leave-one-out.js";
import { worstCaseFills } from "../../../src/analysis/comparison/worst-case-fills.js";
import type { MetricSummary } from "../../../src/domain/experiment/experiment-summary.js";
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

describe("missing values at their worst", () => {
  const metric = (missing: number) =>
    ({ failedRuns: missing, unscoredRuns: 0, scoredRuns: 4 }) as MetricSummary;
  const sides = {
    baseline: { metric: metric(2), isComplete: true },
    candidate: { metric: metric(2), isComplete: true },
  };
  const range = { minimum: 0, maximum: 1, isDeclared: true };
  const sample = {
    baseline: [0.5, 0.5, 0.5, 0.5],
    candidate: [0.6, 0.7, 0.8, 0.7],
    differences: [0.1, 0.2, 0.3, 0.2],
    // The baseline's value of an item that the candidate lacks, and the reverse.
    baselineOnly: [0.5],
    candidateOnly: [0.9],
    missingShares: null,
    clusters: null,
  };

  test("are the range's ends, the worst and the best for the candidate", () => {
    const fills = worstCaseFills(sample, { sides, missingInBoth: 1, range });
    expect(fills?.lowest.slice(0, 4)).toEqual(sample.differences);
    expectList(fills?.lowest.slice(4), [-0.5, -0.1, -1]);
    expectList(fills?.highest.slice(4), [0.5, 0.9, 1]);
    expect(fills?.items).toBe(3);
  });

  test("without a range are the extremes that were observed", () => {
    const fills = worstCaseFills(sample, { sides, missingInBoth: 0, range: null });
    // Between 0.5 and 0.9: the candidate's as 0.5 against 0.5, the baseline's as 0.9 against 0.9; and the other way round.
    expectList(fills?.lowest.slice(4), [0, 0]);
    expectList(fills?.highest.slice(4), [0.4, 0.4]);
  });

  test("of one repetition of two move their item by half of it", () => {
    const missingShares = { baseline: [0, 0, 0, 0], candidate: [0.5, 0, 0, 0] };
    const fills = worstCaseFills(
      { ...sample, missingShares, baselineOnly: [], candidateOnly: [] },
      { sides, missingInBoth: 0, range },
    );
    expectList(fills?.lowest, [0.3 - 0.5, 0.2, 0.3, 0.2]);
    expectList(fills?.highest, [0.8 - 0.5, 0.2, 0.3, 0.2]);
    expect(fills?.items).toBe(1);
  });

  test("are only those of runs that ended: what was never run says nothing", () => {
    const running = {
      baseline: { metric: metric(0), isComplete: false },
      candidate: { metric: metric(0), isComplete: false },
    };
    expect(worstCaseFills(sample, { sides: running, missingInBoth: 7, range })).toBeNull();
  });

  test("of items in clusters are clusters of their own", () => {
    const fills = worstCaseFills(
      { ...sample, clusters: ["a", "a", "b", "b"] },
      { sides, missingInBoth: 0, range },
    );
    expect(fills?.clusters).toEqual(["a", "a", "b", "b", "missing:0", "missing:1"]);
  });

  test.each([
    ["when nothing is missing", { baselineOnly: [], candidateOnly: [] }],
    ["without a pair", { differences: [] }],
  ])("are none %s", (_name, change) => {
    expect(worstCaseFills({ ...sample, ...change }, { sides, missingInBoth: 0, range })).toBeNull();
  });
});

function expectList(actual: readonly number[] | undefined, expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  for (const [index, value] of expected.entries()) expect(actual?.[index]).toBeCloseTo(value, 12);
}
