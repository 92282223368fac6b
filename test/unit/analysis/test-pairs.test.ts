import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { differenceBounds, equivalencePValue } from "../../../src/analysis/comparison/difference-bounds.js";
import { steadinessOf } from "../../../src/analysis/comparison/steadiness.js";
import type { MetricNature } from "../../../src/analysis/comparison/test-mean-difference.js";
import { testPairs } from "../../../src/analysis/comparison/test-pairs.js";
import { testUnseenItems, unseenJump } from "../../../src/analysis/comparison/test-unseen-items.js";
import { pairedDifferences } from "../../../src/statistics/paired-differences.js";
import { pairedTTest } from "../../../src/statistics/paired-t-test.js";
import { skewnessAdjustedTTest } from "../../../src/statistics/skewness-adjusted-t-test.js";
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

/** NumPy and SciPy 1.17.1, by the formulas of Hall 1992. */
const HALL = { pValue: 0.0052283098428990895, interval: [0.02201959523339435, 0.08792458317823651] } as const;
const UNIT: MetricNature = { kind: "score", range: { minimum: 0, maximum: 1 } };
const OPEN: MetricNature = { kind: "score", range: null };

describe("numbers", () => {
  test("of a score without a range are tested by t and by t corrected for skewness; the larger p counts", () => {
    const tests = testPairs(
      { differences: DIFFERENCES, clusters: null, isBinary: false, nature: OPEN },
      0.95,
    );
    expectClose(tests.pValueT, 0.003905516709318555);
    expectClose(skewnessAdjustedTTest(DIFFERENCES, { level: 0.95 }).pValue, HALL.pValue);
    expectInterval(skewnessAdjustedTTest(DIFFERENCES, { level: 0.95 }).interval, HALL.interval);
    expectClose(tests.pValue, Math.max(tests.pValueT as number, HALL.pValue));
    expect(tests.refusal).toBe(
      "10 pairs; a score without a declared range needs at least 30, as rare large values have no bound",
    );
  });

  test("without skewness are tested by t, whatever rounding says of the corrected test", () => {
    for (const [up, down, alike] of [
      [1, 1, 93],
      [3, 3, 94],
      [7, 7, 5],
    ] as const) {
      // Tenths leave rounding in sums, and with it a skewness of 1e-16 instead of 0.
      const differences = outcomes(up, down, alike).map((outcome) => outcome * 0.1);
      const tests = testPairs({ differences, clusters: null, isBinary: false, nature: OPEN }, 0.95);
      expect(tests).toMatchObject({ intervalMethod: "t", pValueMethod: "t" });
    }
  });

  test("of ten items are not enough for the range [0, 1]: one item in four could jump the other way unseen", () => {
    const tests = testPairs(
      { differences: DIFFERENCES, clusters: null, isBinary: false, nature: UNIT },
      0.95,
    );
    // They are steady, so that the jump is the whole range: (1 − 0.056)^10, and ± (1 − 0.05^(1/10)).
    expectClose(tests.pValue, (1 - 0.056) ** 10);
    const half = 1 - 0.05 ** 0.1;
    expectInterval(tests.interval, [0.056 - half, 0.056 + half]);
    expect(tests).toMatchObject({ intervalMethod: "widened_t", pValueMethod: "unseen_items", refusal: null });
  });

  test("that vary more must survive a smaller jump, 0.36 ranges through the standard deviation and the root of n", () => {
    const differences = Array.from({ length: 30 }, (_, index) => 0.055 + (index % 2 === 0 ? 0.14 : -0.14));
    const tests = testPairs({ differences, clusters: null, isBinary: false, nature: UNIT }, 0.95);
    const jump = 0.36 / (0.14 * Math.sqrt(30 / 29) * Math.sqrt(30));
    expect(jump).toBeLessThan(0.5);
    const half = jump * (1 - 0.05 ** (1 / 30));
    expectInterval(testUnseenItems({ n: 30, mean: 0.055 }, { jump, level: 0.95 }).interval, [
      0.055 - half,
      0.055 + half,
    ]);
    expectClose(unseenJump(steadinessOf(differences, null)(null), { minimum: 0, maximum: 1 }), jump);
    expect(tests).toMatchObject({ pValueMethod: "t" });
    // On a range of another width all is in proportion.
    const wide = steadinessOf(
      differences.map((difference) => 4 * difference),
      null,
    )(null);
    expectClose(unseenJump(wide, { minimum: 1, maximum: 5 }), 4 * jump);
  });

  test("that may be missing count as if they varied as little as they can", () => {
    const known = [0, 0, 0, 0.4, -0.4];
    const fills = { lowest: [...known, -1], highest: [...known, 1], clusters: null, items: 1 };
    expect(steadinessOf(known, fills)(null)).toEqual({ n: 6, mostFrequent: 4, squares: 0.32000000000000006 });
    expect(steadinessOf(known, fills)(3)).toMatchObject({ n: 5, mostFrequent: 4 });
    expectClose(steadinessOf(known, fills)(3).squares, 0.12);
    expect(steadinessOf(known, fills)(0)).toMatchObject({ n: 5, mostFrequent: 3 });
  });

  test("that vary enough are decided by t", () => {
    const differences = Array.from({ length: 50 }, (_, index) => (index % 5) / 5 - 0.3);
    const tests = testPairs({ differences, clusters: null, isBinary: false, nature: UNIT }, 0.95);
    expectClose(tests.pValue, tests.pValueT as number);
    expect(tests).toMatchObject({ intervalMethod: "t" });
  });

  test("that all differ alike have no point for an interval: the range says what was not seen", () => {
    const differences = Array<number>(12).fill(0.1);
    const tests = testPairs({ differences, clusters: null, isBinary: false, nature: UNIT }, 0.95);
    expect(tests).toMatchObject({ meanDifference: 0.1, pValueT: null, undefinedReason: "zero_variance" });
    // Nearly all are equal, so that the whole range counts as the jump.
    const half = 1 - 0.05 ** (1 / 12);
    expectInterval(tests.interval, [0.1 - half, 0.1 + half]);
    const open = testPairs({ differences, clusters: null, isBinary: false, nature: OPEN }, 0.95);
    expect(open).toMatchObject({ interval: null, pValue: null });
  });

  test("without a range are refused where their tail is long", () => {
    const differences = [...Array.from({ length: 99 }, (_, index) => (index % 7) - 20), 3_000];
    const nature: MetricNature = { kind: "latency", range: null };
    const tests = testPairs({ differences, clusters: null, isBinary: false, nature }, 0.95);
    expect(tests.refusal).toBe(
      "the pairs have a long tail (skewness 10.0), for which a mean of 100 is not to be trusted; with such a tail about 2500 pairs would be needed",
    );
  });
});

describe("items in clusters", () => {
  test("have the cluster-robust error CR2 on Satterthwaite's degrees of freedom", () => {
    const tests = testPairs(
      { differences: DIFFERENCES, clusters: CLUSTERS, isBinary: false, nature: OPEN },
      0.95,
    );
    // NumPy by the definition with matrices, SciPy 1.17.1 for t: clusters of 2, 2, 3, 1 and 2 items.
    expectClose(tests.standardError, 0.018247308999254815);
    expectClose(tests.degreesOfFreedom, 3.574468085106383);
    expectInterval(tests.interval, [0.0028677442642460957, 0.10913225573575391]);
    expectClose(tests.pValueT, 0.04333224604074175);
    expect(tests).toMatchObject({ clusters: 5, intervalMethod: "clustered_t" });
  });

  test("change sign together in the sign-flip test, which is there to be seen", () => {
    const differences = [0.1, 0.2, -0.05, 0.15, 0.0, 0.3, 0.12, -0.1, 0.05, 0.2, 0.07, 0.11];
    const clusters = ["a", "a", "a", "b", "b", "b", "c", "c", "c", "d", "d", "d"];
    const tests = testPairs({ differences, clusters, isBinary: false, nature: OPEN }, 0.95);
    // NumPy with SciPy 1.17.1, clusters of one size: CR2 is CR1, t on 3 degrees of freedom; 2 of 16 sign patterns reach the sum.
    expectClose(tests.standardError, 0.027834663973515444);
    expectClose(tests.pValueT, 0.04114742102849536);
    // The means of the four clusters by Hall 1992, which here is less sure than the t interval, 0.0073 to 0.1844.
    expectInterval(tests.interval, [-0.0310266100550992, 0.1844156568546611]);
    expectClose(tests.pValue, 0.07903384585402985);
    expect(tests.pValueMethod).toBe("skewness_adjusted_t");
  });

  test("are as few observations as there are clusters, for all that could have been missed", () => {
    // Twelve clusters of ten items, each better by 0.1 but for a little noise: no t test has any doubt.
    const differences = Array.from({ length: 120 }, (_, index) => 0.1 + ((index % 7) - 3) / 200);
    const clusters = differences.map((_, index) => `c${index % 12}`);
    const tests = testPairs({ differences, clusters, isBinary: false, nature: UNIT }, 0.95);
    expect(tests.pValueT).toBeLessThan(1e-6);
    const mean = tests.meanDifference as number;
    expectClose(tests.pValue, (1 - mean) ** 12);
    const half = 1 - 0.05 ** (1 / 12);
    expectInterval(tests.interval, [mean - half, mean + half]);
    // Clusters of one item are items.
    const alone = differences.slice(0, 30).map((_, index) => `c${index}`);
    const ones = differences.slice(0, 30);
    const items = testPairs({ differences: ones, clusters: null, isBinary: false, nature: UNIT }, 0.95);
    const single = testPairs({ differences: ones, clusters: alone, isBinary: false, nature: UNIT }, 0.95);
    expectClose(single.pValue, items.pValue as number);
    expectInterval(single.interval, [items.interval?.lower as number, items.interval?.upper as number]);
  });

  test("have bounds by betting on their means, each by its size", () => {
    const range = { minimum: 0, maximum: 1 };
    const differences = Array.from({ length: 300 }, (_, index) => ((index % 3) - 1) / 1_000);
    const inTens = differences.map((_, index) => `c${Math.floor(index / 10)}`);
    const bounds = differenceBounds({ differences, clusters: inTens, range }, 0.05);
    const means = Array.from({ length: 30 }, (_, cluster) => {
      const values = differences.slice(10 * cluster, 10 * cluster + 10);
      return values.reduce((sum, value) => sum + value, 0) / 10;
    });
    const ofMeans = differenceBounds({ differences: means, clusters: null, range }, 0.05);
    expectClose(bounds?.lower, ofMeans?.lower as number);
    // 300 items by themselves would rule out a drop of 0.02; 30 clusters of them do not.
    expect(differenceBounds({ differences, clusters: null, range }, 0.05)?.lower).toBeGreaterThan(-0.02);
    expect(bounds?.lower).toBeLessThan(-0.05);
    const pValue = equivalencePValue({ differences, clusters: inTens, range }, { margin: 0.02, alpha: 0.05 });
    expect(pValue).toBeGreaterThan(0.05);
  });

  test("of a metric without a range need as many clusters as items would be needed alone", () => {
    const differences = Array.from({ length: 400 }, (_, index) => 5 + (index % 9));
    const clusters = differences.map((_, index) => `c${index % 20}`);
    const nature: MetricNature = { kind: "latency", range: null };
    expect(testPairs({ differences, clusters, isBinary: false, nature }, 0.95).refusal).toBe(
      "20 clusters; a mean latency needs at least 100, as rare large values have no bound",
    );
  });

  test("of yes-or-no values are not tested as if they were independent", () => {
    const tests = testPairs(
      {
        differences: outcomes(5, 1, 6),
        clusters: Array.from({ length: 12 }, (_, index) => `c${index % 4}`),
        isBinary: true,
        nature: UNIT,
      },
      0.95,
    );
    expect(tests).toMatchObject({ binary: null, pValueMethod: "clustered_t" });
  });
});

describe("yes-or-no values", () => {
  test("are tested by McNemar exact, with the Bonett–Price interval", () => {
    const tests = testPairs(
      { differences: outcomes(12, 3, 25), clusters: null, isBinary: true, nature: UNIT },
      0.95,
    );
    // SciPy 1.17.1: binomtest(3, 15).pvalue, less binom.pmf(3, 15, 0.5) for mid-p; Bonett & Price by hand.
    expectClose(tests.pValue, 0.03515625);
    expectClose(tests.binary?.pValueMid, 0.02127075195312501);
    expectInterval(tests.interval, [0.0331200000867152, 0.3954514284847134]);
    expect(tests.binary).toMatchObject({ candidateOnly: 12, baselineOnly: 3 });
    expect(tests).toMatchObject({ meanDifference: 9 / 40, intervalMethod: "bonett_price" });
  });

  test("that all gained are decided, though their differences do not vary", () => {
    const tests = testPairs(
      { differences: outcomes(12, 0, 0), clusters: null, isBinary: true, nature: UNIT },
      0.95,
    );
    // 2 · 0.5^12.
    expectClose(tests.pValue, 0.00048828125);
    expect(tests.undefinedReason).toBe("zero_variance");
  });
});

describe("bounds that hold for every distribution", () => {
  const range = { minimum: 0, maximum: 1 };

  test("are no point where nothing varies: a rare loss can be unseen", () => {
    const equal = differenceBounds({ differences: Array<number>(100).fill(0), clusters: null, range }, 0.05);
    expect(equal?.lower).toBeLessThan(-(1 - 0.05 ** (1 / 100)));
    expect(equal?.lower).toBeGreaterThan(-0.05);
    expect(equal?.upper).toBeCloseTo(-(equal?.lower as number), 12);
    const many = differenceBounds({ differences: Array<number>(400).fill(0), clusters: null, range }, 0.05);
    expect(many?.lower).toBeGreaterThan(-0.01);
  });

  test("decide as their p-values do, mirrored when the sides are swapped", () => {
    const value = fc.integer({ min: -9, max: 9 }).map((step) => step / 20);
    fc.assert(
      fc.property(fc.array(value, { minLength: 2, maxLength: 60 }), (differences) => {
        const sample = { differences, clusters: null, range };
        const bounds = differenceBounds(sample, 0.05);
        const swapped = differenceBounds({ ...sample, differences: differences.map((step) => -step) }, 0.05);
        expect(swapped?.lower).toBeCloseTo(-(bounds?.upper as number), 10);
        const margin = 0.2;
        const isInside = (bounds?.lower as number) > -margin && (bounds?.upper as number) < margin;
        expect((equivalencePValue(sample, { margin, alpha: 0.05 }) as number) < 0.05).toBe(isInside);
      }),
      { seed: 5, numRuns: 40 },
    );
  });

  test("without a range are the wider of t and t corrected for skewness", () => {
    const bounds = differenceBounds({ differences: DIFFERENCES, clusters: null, range: null }, 0.05);
    expect(bounds?.method).toBe("skewness_adjusted_t");
    const [t, adjusted] = [
      pairedTTest(DIFFERENCES, { level: 0.9 }),
      skewnessAdjustedTTest(DIFFERENCES, { level: 0.9 }),
    ];
    expect(bounds?.lower).toBe(Math.min(t.interval?.lower as number, adjusted.interval?.lower as number));
    expect(differenceBounds({ differences: [0.1, 0.1], clusters: null, range: null }, 0.05)).toBeNull();
  });

  test("need an alpha below ½ and a pair", () => {
    expect(differenceBounds({ differences: DIFFERENCES, clusters: null, range }, 0.5)).toBeNull();
    expect(differenceBounds({ differences: [], clusters: null, range }, 0.05)).toBeNull();
  });
});
