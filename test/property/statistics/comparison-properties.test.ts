import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { describe as describeSample } from "../../../src/statistics/describe.js";
import { cliffsDelta } from "../../../src/statistics/effect-sizes/cliffs-delta.js";
import { cohensDz } from "../../../src/statistics/effect-sizes/cohens-dz.js";
import { wilcoxonSignedRank } from "../../../src/statistics/hypothesis-tests/wilcoxon-signed-rank.js";
import { pairedTTest } from "../../../src/statistics/paired-t-test.js";
import { createRandom } from "../../../src/statistics/seeded-random.js";
import { signFlipTest } from "../../../src/statistics/sign-flip-test.js";

const RUNS = { seed: 20_261_124, numRuns: 200 };
/** Scores to three decimals, in [-1, 1]. */
const score = fc.integer({ min: -1000, max: 1000 }).map((thousandths) => thousandths / 1000);
/** Differences with a spread, so that tests are defined. */
const differences = fc
  .array(score, { minLength: 3, maxLength: 30 })
  .filter((values) => (describeSample(values).standardDeviation as number) > 0.01);
const level = 0.95;

function expectNear(actual: number | null, expected: number | null, tolerance = 1e-7): void {
  expect(actual === null).toBe(expected === null);
  if (actual === null || expected === null) return;
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(expected)));
}

describe("the paired t test", () => {
  test("has the mean inside its interval and p below alpha exactly when the interval excludes zero", () => {
    fc.assert(
      fc.property(differences, (values) => {
        const { interval, meanDifference, pValue } = pairedTTest(values, { level });
        const { lower, upper } = interval as { lower: number; upper: number };
        expect(lower <= (meanDifference as number) && (meanDifference as number) <= upper).toBe(true);
        fc.pre(Math.abs((pValue as number) - 0.05) > 1e-9);
        expect((pValue as number) < 0.05).toBe(lower > 0 || upper < 0);
      }),
      RUNS,
    );
  });
  test("shifts with its differences", () => {
    fc.assert(
      fc.property(differences, score, (values, shift) => {
        const before = pairedTTest(values, { level });
        const after = pairedTTest(
          values.map((value) => value + shift),
          { level },
        );
        expectNear(after.meanDifference, (before.meanDifference as number) + shift);
        expectNear(after.standardError, before.standardError);
        expectNear(after.interval?.lower as number, (before.interval?.lower as number) + shift);
      }),
      RUNS,
    );
  });
  test("does not care for the unit: t, p and d_z stay when scores are rescaled", () => {
    fc.assert(
      fc.property(differences, fc.double({ min: 0.01, max: 100, noNaN: true }), (values, factor) => {
        const scaled = values.map((value) => value * factor);
        const before = pairedTTest(values, { level });
        const after = pairedTTest(scaled, { level });
        expectNear(after.t, before.t);
        expectNear(after.pValue, before.pValue);
        expectNear(cohensDz(scaled), cohensDz(values));
      }),
      RUNS,
    );
  });
});

describe("swapping the sides", () => {
  test("negates the difference and keeps every p", () => {
    fc.assert(
      fc.property(differences, (values) => {
        const swapped = values.map((value) => -value);
        const before = pairedTTest(values, { level });
        const after = pairedTTest(swapped, { level });
        expectNear(after.meanDifference, -(before.meanDifference as number));
        expectNear(after.pValue, before.pValue);
        expectNear(wilcoxonSignedRank(swapped).pValueExact, wilcoxonSignedRank(values).pValueExact);
        const exact = values.slice(0, 15);
        const flipped = swapped.slice(0, 15);
        expect(signFlipTest(flipped, { random: createRandom(1) })).toEqual(
          signFlipTest(exact, { random: createRandom(1) }),
        );
      }),
      RUNS,
    );
  });
  test("negates Cliff's delta", () => {
    fc.assert(
      fc.property(fc.array(score, { minLength: 1 }), fc.array(score, { minLength: 1 }), (left, right) => {
        const forward = cliffsDelta({ baseline: left, candidate: right }) as number;
        expect(cliffsDelta({ baseline: right, candidate: left })).toBeCloseTo(-forward, 12);
        expect(Math.abs(forward)).toBeLessThanOrEqual(1);
      }),
      RUNS,
    );
  });
});

test("the order of the items changes nothing", () => {
  fc.assert(
    fc.property(
      differences.chain((values) =>
        fc.tuple(fc.constant(values), fc.shuffledSubarray(values, { minLength: values.length })),
      ),
      ([values, shuffled]) => {
        expectNear(pairedTTest(shuffled, { level }).pValue, pairedTTest(values, { level }).pValue);
        expectNear(wilcoxonSignedRank(shuffled).pValueExact, wilcoxonSignedRank(values).pValueExact);
      },
    ),
    RUNS,
  );
});

describe("the sign-flip test", () => {
  test("counts patterns: p is a multiple of 2^-n, and at least 2^(1-n)", () => {
    fc.assert(
      fc.property(fc.array(score, { minLength: 1, maxLength: 12 }), (values) => {
        const { pValue } = signFlipTest(values, { random: createRandom(1) });
        const count = (pValue as number) * 2 ** values.length;
        expect(Number.isInteger(count)).toBe(true);
        expect(count).toBeGreaterThanOrEqual(2);
      }),
      RUNS,
    );
  });
  test("is calibrated: symmetric noise is called significant no more often than alpha", () => {
    const random = createRandom("calibration");
    for (const n of [12, 25]) {
      let rejected = 0;
      for (let trial = 0; trial < 600; trial += 1) {
        const values = Array.from({ length: n }, () => random() - 0.5);
        const { pValue } = signFlipTest(values, { random, resamples: 499 });
        if ((pValue as number) <= 0.05) rejected += 1;
      }
      // Three standard errors of 600 trials at 0.05 are 0.027.
      expect(rejected / 600).toBeLessThan(0.077);
    }
  });
});
