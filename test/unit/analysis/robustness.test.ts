import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { decideDifference } from "../../../src/analysis/comparison/decide-difference.js";
import { leaveOneOut } from "../../../src/analysis/comparison/leave-one-out.js";
import { type WorstCaseFills, worstCaseFills } from "../../../src/analysis/comparison/worst-case-fills.js";
import type { MetricSummary } from "../../../src/domain/experiment/experiment-summary.js";

const idsOf = (values: readonly unknown[]): string[] => values.map((_, index) => `i${index}`);

describe("leaving one item out", () => {
  const UNIT = { minimum: 0, maximum: 1, isDeclared: true };
  interface Given {
    readonly isBinary?: boolean;
    readonly clusters?: readonly string[] | null;
    readonly range?: typeof UNIT | null;
    readonly fills?: WorstCaseFills | null;
  }
  const flipsOf = (
    differences: readonly number[],
    { isBinary = false, clusters = null, range = UNIT, fills = null }: Given = {},
  ) =>
    leaveOneOut(
      { differences, listed: differences, itemIds: idsOf(differences), isBinary, clusters },
      { range, fills, alpha: 0.05 },
    );
  /** The side of zero on which what decides puts the differences, all computed anew. */
  const sideOf = (
    differences: readonly number[],
    { isBinary = false, range = UNIT, fills = null }: Given,
  ) => {
    const { interval, pValue } = decideDifference(
      { differences, clusters: null, isBinary },
      { kind: "score", range, fills, alpha: 0.05 },
    );
    if (interval === null || (pValue ?? 1) > 0.05) return 0;
    return interval.lower > 0 ? 1 : interval.upper < 0 ? -1 : 0;
  };
  const without = <Value>(values: readonly Value[], index: number): Value[] =>
    values.filter((_, other) => other !== index);
  const fillsWithout = (fills: WorstCaseFills | null, index: number): WorstCaseFills | null =>
    fills === null
      ? null
      : { ...fills, lowest: without(fills.lowest, index), highest: without(fills.highest, index) };
  const slowFlips = (differences: readonly number[], given: Given): number[] =>
    differences.filter(
      (_, index) =>
        sideOf(without(differences, index), { ...given, fills: fillsWithout(given.fills ?? null, index) }) !==
        sideOf(differences, given),
    );

  test("names the item that alone carries the result", () => {
    // Thirty-nine gains of about 0.15; the one loss is so large that the interval includes zero.
    const gains = Array.from({ length: 39 }, (_, index) => 0.1 + (index % 5) / 10 - 0.18);
    const differences = [...gains, -0.95];
    expect(sideOf(differences, {})).toBe(0);
    expect(sideOf(gains, {})).toBe(1);
    expect(flipsOf(differences)).toEqual({ flips: 1, items: [{ itemId: "i39", difference: -0.95 }] });
  });

  test("goes by what decides, not by the t interval alone", () => {
    // Steady gains that the t test calls certain: 60 of them do not rule out one jump in twenty, with any one left out.
    const differences = Array.from({ length: 60 }, (_, index) => 0.04 + ((index % 3) - 1) / 200);
    expect(sideOf(differences, { range: null })).toBe(1);
    expect(flipsOf(differences)).toEqual({ flips: 0, items: [] });
    // One more than is needed: without any of them the rest does not.
    const enough = Array.from({ length: 74 }, (_, index) => 0.04 + ((index % 2) - 0.5) / 500);
    expect([sideOf(enough, {}), flipsOf(enough).flips]).toEqual([1, 74]);
  });

  const value = fc.integer({ min: -8, max: 12 }).map((step) => step / 20);
  /** Gains of a few sizes around the edge of what so many can show, so that single items do decide. */
  const near = fc
    .record({
      gain: fc.constantFrom(0.04, 0.05, 0.06, 0.09, 0.12),
      noise: fc.constantFrom(0.01, 0.1, 0.3),
      steps: fc.array(fc.integer({ min: -6, max: 6 }), { minLength: 28, maxLength: 40 }),
    })
    .map(({ gain, noise, steps }) => steps.map((step) => gain + (noise * step) / 6));
  const missing = fc.array(value, { minLength: 0, maxLength: 2 });
  const differencesOfAnyKind = fc.oneof(fc.array(value, { minLength: 3, maxLength: 30 }), near);

  test("finds what deciding anew without each item finds, missing values and ranges included", () => {
    const found = new Set<boolean>();
    fc.assert(
      fc.property(differencesOfAnyKind, missing, fc.boolean(), (differences, filled, isBounded) => {
        const range = isBounded ? UNIT : null;
        // The first pair lacks a repetition too.
        const first = differences[0] as number;
        const fills =
          filled.length === 0
            ? null
            : {
                lowest: [first - 0.2, ...differences.slice(1), ...filled.map((one) => one - 0.5)],
                highest: [first + 0.2, ...differences.slice(1), ...filled.map((one) => one + 0.5)],
                clusters: null,
                items: filled.length + 1,
              };
        const { flips } = flipsOf(differences, { range, fills });
        if (new Set(differences).size === 1) {
          expect(flips).toBeNull();
          return;
        }
        expect(flips).toBe(slowFlips(differences, { range, fills }).length);
        found.add((flips ?? 0) > 0);
      }),
      { seed: 8, numRuns: 60 },
    );
    expect([...found].sort()).toEqual([false, true]);
  });

  test("of yes-or-no values finds what McNemar's test without each item finds", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(-1, 0, 1, 1), { minLength: 3, maxLength: 25 }), (differences) => {
        const slow = slowFlips(differences, { isBinary: true });
        expect(flipsOf(differences, { isBinary: true }).flips).toBe(slow.length);
      }),
      { seed: 7, numRuns: 50 },
    );
  });

  test("is not examined with clusters, nor below three pairs", () => {
    const differences = [0.1, 0.2, 0.4];
    expect(flipsOf(differences, { clusters: ["a", "a", "b"] })).toEqual({ flips: null, items: [] });
    expect(flipsOf([0.1, 0.2]).flips).toBeNull();
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
