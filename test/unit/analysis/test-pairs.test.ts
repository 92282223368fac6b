import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { DraftDifference } from "../../../src/analysis/comparison/compare-metric.js";
import { settleEquivalence } from "../../../src/analysis/comparison/settle-equivalence.js";
import { testEquivalence } from "../../../src/analysis/comparison/test-equivalence.js";
import { testPairs } from "../../../src/analysis/comparison/test-pairs.js";
import { equivalenceTest } from "../../../src/statistics/equivalence/equivalence-test.js";
import { pairedDifferences } from "../../../src/statistics/paired-differences.js";
import { expectClose, expectInterval } from "../../support/statistics-vectors.js";

/** vectors.json, sections `paired` (first case) and `paired_clustered`. */
const BASELINE = [0.62, 0.71, 0.55, 0.8, 0.47, 0.66, 0.73, 0.58, 0.69, 0.61];
const CANDIDATE = [0.7, 0.74, 0.58, 0.79, 0.6, 0.71, 0.81, 0.57, 0.78, 0.7];
const CLUSTERS = ["a", "a", "b", "b", "c", "c", "c", "d", "e", "e"];
const DIFFERENCES = pairedDifferences(
  BASELINE.map((baseline, index) => ({ baseline, candidate: CANDIDATE[index] as number })),
);

/** That many items on which only the candidate, only the baseline, or both alike were right. */
function outcomes(candidateOnly: number, baselineOnly: number, alike: number): number[] {
  return [
    ...Array.from({ length: candidateOnly }, () => 1),
    ...Array.from({ length: baselineOnly }, () => -1),
    ...Array.from({ length: alike }, () => 0),
  ];
}

describe("numbers", () => {
  test("are tested by t, and below 30 pairs by sign flips too: the larger p counts", () => {
    const tests = testPairs({ differences: DIFFERENCES, clusters: null, isBinary: false }, 0.95);
    expectClose(tests.pValueT, 0.003905516709318555);
    expectInterval(tests.interval, [0.023097038337297683, 0.08890296166270231]);
    // The sign-flip p is 0.0078125, above t's 0.0039.
    expectClose(tests.pValueSignFlip, 0.0078125);
    expectClose(tests.pValue, 0.0078125);
    expect(tests).toMatchObject({ intervalMethod: "t", binary: null, clusters: null });
  });

  test("from 30 pairs on by t alone", () => {
    const differences = Array.from({ length: 30 }, (_, index) => (index % 5) / 10 - 0.1);
    const tests = testPairs({ differences, clusters: null, isBinary: false }, 0.95);
    expect(tests.pValue).toBe(tests.pValueT);
  });

  test("that all differ alike have no interval: a point would look like certainty", () => {
    const tests = testPairs({ differences: Array(12).fill(0.1), clusters: null, isBinary: false }, 0.95);
    expect(tests).toMatchObject({
      meanDifference: 0.1,
      interval: null,
      pValueT: null,
      pValue: null,
      undefinedReason: "zero_variance",
    });
  });
});

describe("items in clusters", () => {
  test("have the cluster-robust error CR2 on Satterthwaite's degrees of freedom", () => {
    const tests = testPairs({ differences: DIFFERENCES, clusters: CLUSTERS, isBinary: false }, 0.95);
    // NumPy by the definition with matrices, SciPy 1.17.1 for t: clusters of 2, 2, 3, 1 and 2 items.
    expectClose(tests.standardError, 0.018247308999254815);
    expectClose(tests.degreesOfFreedom, 3.574468085106383);
    expectInterval(tests.interval, [0.0028677442642460957, 0.10913225573575391]);
    expectClose(tests.pValueT, 0.04333224604074175);
    expect(tests).toMatchObject({ clusters: 5, intervalMethod: "clustered_t" });
  });

  test("change sign together: four clusters cannot reach 5 %, however many items they hold", () => {
    const differences = [0.1, 0.2, -0.05, 0.15, 0.0, 0.3, 0.12, -0.1, 0.05, 0.2, 0.07, 0.11];
    const clusters = ["a", "a", "a", "b", "b", "b", "c", "c", "c", "d", "d", "d"];
    const tests = testPairs({ differences, clusters, isBinary: false }, 0.95);
    // NumPy with SciPy 1.17.1, clusters of one size: CR2 is CR1, t on 3 degrees of freedom; 2 of 16 sign patterns reach the sum.
    expectClose(tests.standardError, 0.027834663973515444);
    expectClose(tests.pValueT, 0.04114742102849536);
    expectInterval(tests.interval, [0.0072510098120055905, 0.1844156568546611]);
    expect(tests.pValueSignFlip).toBe(0.125);
    expect(tests.pValue).toBe(0.125);
  });

  test("of yes-or-no values are not tested as if they were independent", () => {
    const tests = testPairs(
      {
        differences: outcomes(5, 1, 6),
        clusters: Array.from({ length: 12 }, (_, index) => `c${index % 4}`),
        isBinary: true,
      },
      0.95,
    );
    expect(tests).toMatchObject({ binary: null, intervalMethod: "clustered_t" });
  });
});

describe("yes-or-no values", () => {
  test("are tested by McNemar exact, with the Bonett–Price interval", () => {
    const tests = testPairs({ differences: outcomes(12, 3, 25), clusters: null, isBinary: true }, 0.95);
    // SciPy 1.17.1: binomtest(3, 15).pvalue, less binom.pmf(3, 15, 0.5) for mid-p; Bonett & Price by hand.
    expectClose(tests.pValue, 0.03515625);
    expectClose(tests.binary?.pValueMid, 0.02127075195312501);
    expectInterval(tests.interval, [0.0331200000867152, 0.3954514284847134]);
    expect(tests.binary).toMatchObject({ candidateOnly: 12, baselineOnly: 3 });
    expect(tests).toMatchObject({ meanDifference: 9 / 40, intervalMethod: "bonett_price" });
  });

  test("that all gained are decided, though their differences do not vary", () => {
    const tests = testPairs({ differences: outcomes(12, 0, 0), clusters: null, isBinary: true }, 0.95);
    // 2 · 0.5^12.
    expectClose(tests.pValue, 0.00048828125);
    expect(tests.undefinedReason).toBe("zero_variance");
  });
});

describe("equivalence", () => {
  test("from moments is that of the pairs themselves", () => {
    const value = fc.integer({ min: -9, max: 9 }).map((step) => step / 20);
    const values = fc.array(value, { minLength: 2, maxLength: 40 });
    fc.assert(
      fc.property(values, fc.constantFrom(0.01, 0.05, 0.2), (differences, margin) => {
        const moments = testPairs({ differences, clusters: null, isBinary: false }, 0.95);
        const direct = equivalenceTest(differences, { margin, alpha: 0.05 });
        const equivalence = testEquivalence(moments, { margin, alpha: 0.05 });
        const figures = { meanDifference: moments.meanDifference } as DraftDifference["figures"];
        const [settled] = settleEquivalence([{ equivalence, figures }], 0.05);
        expect(settled?.isEquivalent).toBe(direct.equivalent);
        expect(equivalence?.interval.lower).toBeCloseTo(direct.interval?.lower as number, 10);
        if (direct.pValue === null) expect(equivalence?.pValue).toBeNull();
        else expectClose(equivalence?.pValue, direct.pValue);
      }),
      { seed: 5, numRuns: 60 },
    );
  });

  test("of one pair is undefined", () => {
    const moments = testPairs({ differences: [0.1], clusters: null, isBinary: false }, 0.95);
    expect(testEquivalence(moments, { margin: 0.2, alpha: 0.05 })).toBeNull();
  });

  test("of yes-or-no values inverts the Bonett–Price interval", () => {
    const moments = testPairs({ differences: outcomes(1, 2, 37), clusters: null, isBinary: true }, 0.95);
    const found = testEquivalence(moments, { margin: 0.2, alpha: 0.05 });
    // SciPy 1.17.1: norm.sf((0.2 - 1/42) / sqrt((5/42 - (1/42)^2) / 42)).
    expectClose(found?.pValue, 0.0004544787903420678);
    expectInterval(found?.interval ?? null, [-0.11117230759989867, 0.06355325998085105]);
  });

  test("of twenty yes-or-no pairs that agree is not proven, though nothing varies", () => {
    const moments = testPairs({ differences: outcomes(0, 0, 20), clusters: null, isBinary: true }, 0.95);
    expect(testEquivalence(moments, { margin: 0.05, alpha: 0.05 })?.pValue).toBeGreaterThan(0.05);
    expect(testEquivalence(moments, { margin: 0.2, alpha: 0.05 })?.pValue).toBeLessThan(0.05);
  });

  test("of several differences is corrected by Holm; one without variance is decided by its mean alone", () => {
    const interval = { level: 0.9, lower: 0, upper: 0 };
    const draft = (pValue: number | null, meanDifference: number) => ({
      equivalence: { margin: 0.1, pValue, interval },
      figures: { meanDifference } as DraftDifference["figures"],
    });
    const settled = settleEquivalence(
      [draft(0.03, 0), draft(0.01, 0), draft(0.04, 0), draft(null, 0.05), draft(null, 0.2)],
      0.05,
    );
    // Holm over the three p-values: 3 x 0.01, 2 x 0.03, and no less than that.
    expect(settled.map((found) => found?.pValueAdjusted)).toEqual([0.06, 0.03, 0.06, null, null]);
    expect(settled.map((found) => found?.isEquivalent)).toEqual([false, true, false, true, false]);
  });
});
