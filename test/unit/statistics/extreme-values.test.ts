import { describe, expect, test } from "@jest/globals";
import { krippendorffAlpha } from "../../../src/statistics/agreement/krippendorff-alpha.js";
import { bellMcCaffreyTTest } from "../../../src/statistics/clustered/bell-mccaffrey-t-test.js";
import { describe as describeSample } from "../../../src/statistics/describe.js";
import { hedgesCorrection } from "../../../src/statistics/effect-sizes/hedges-correction.js";
import { fisherExactTest } from "../../../src/statistics/hypothesis-tests/fisher-exact-test.js";
import { pairedDifferences } from "../../../src/statistics/paired-differences.js";
import { pairedTTest } from "../../../src/statistics/paired-t-test.js";
import { bradleyTerry } from "../../../src/statistics/ranking/bradley-terry.js";
import { createRandom } from "../../../src/statistics/seeded-random.js";
import { signFlipTest } from "../../../src/statistics/sign-flip-test.js";
import { snapDifference } from "../../../src/statistics/snap-difference.js";
import { expectClose } from "../../support/statistics-vectors.js";

describe("bradleyTerry", () => {
  /** Each beats the next one 10,000 : 1 and meets nobody else. */
  const chain = (size: number, odds: number): number[][] =>
    Array.from({ length: size }, (_, i) =>
      Array.from({ length: size }, (_, j) => (j === i + 1 ? odds : j === i - 1 ? 1 : 0)),
    );

  test.each([
    [15, 10_000],
    [40, 1_000],
    [2, 1e12],
  ])("a chain of %i at %i : 1 has steps of the logarithm of its odds", (size, odds) => {
    const strengths = bradleyTerry(chain(size, odds)).logStrengths as number[];
    for (let index = 1; index < size; index += 1)
      expectClose((strengths[index - 1] as number) - (strengths[index] as number), Math.log(odds), 1e-11);
    expect(Math.abs(strengths.reduce((sum, value) => sum + value, 0))).toBeLessThan(1e-8);
  });

  test("thirty that met in blocks, hardly across them, satisfy the likelihood's equations", () => {
    const random = createRandom("blocks");
    const wins = Array.from({ length: 30 }, (_, i) =>
      Array.from({ length: 30 }, (_, j) =>
        i === j ? 0 : i % 3 === j % 3 ? 1 + Math.floor(random() * 500) : Math.abs(i - j) === 1 ? 1e-3 : 0,
      ),
    );
    const strengths = bradleyTerry(wins).logStrengths as number[];
    for (let i = 0; i < 30; i += 1) {
      let [won, expected] = [0, 0];
      for (let j = 0; j < 30; j += 1) {
        const games = (wins[i]?.[j] ?? 0) + (wins[j]?.[i] ?? 0);
        won += wins[i]?.[j] ?? 0;
        expected += games / (1 + Math.exp((strengths[j] as number) - (strengths[i] as number)));
      }
      expectClose(expected, won, 1e-10);
    }
  });

  test("strengths beyond what numbers can tell apart have a reason in their place", () => {
    expect(bradleyTerry(chain(3, 1e300))).toEqual({
      logStrengths: null,
      eloRatings: null,
      undefinedReason: "no_convergence",
    });
  });
});

test.each([
  [
    [
      [-0.081, 0.5, 1, 2],
      [0.081, 0.5, 1, 2.2],
    ],
    0.9989831214864762,
  ],
  [
    [
      [1, -1, 2, 3],
      [1, 1, 2, 3],
    ],
    1,
  ],
])(
  "krippendorffAlpha on a ratio scale with opposite ratings is that of the package krippendorff",
  (ratings, alpha) => {
    expectClose(krippendorffAlpha(ratings, "ratio").alpha, alpha, 1e-12);
  },
);

describe("signFlipTest", () => {
  const random = createRandom(1);
  test.each<[string, number[], number]>([
    ["one large difference hides no small ones", [1e13, 1, 1, 1, 1, 1, 1, 1], 2 / 256],
    ["nor do two that cancel", [1e13, -1e13, 1, 1, 1], 20 / 32],
    ["ties of decimal sums count", [0.1, 0.2, -0.3, 0.3], 12 / 16],
    ["a sum of nothing proves nothing", [0.1, 0.2, -0.3], 1],
    ["the smallest differences count", [1e-13, 2e-13, 3e-13, 4e-13, 5e-13], 2 / 32],
  ])("%s", (_name, differences, pValue) => {
    expect(signFlipTest(differences, { random })).toEqual({ pValue, exact: true, undefinedReason: null });
  });

  test("by resampling too: of 1e13 and thirty ones only all or none are as far from zero", () => {
    const differences = [1e13, ...Array.from({ length: 30 }, () => 1)];
    expect(signFlipTest(differences, { random, resamples: 999 }).pValue).toBe(1 / 1000);
  });
});

test.each([
  [50_100, 100_000, 49_700, 100_000, 0.0743607307825216],
  [1_200, 100_000, 1_100, 100_000, 0.03784687613351093],
  [500, 1_000_000, 590, 1_000_000, 0.00698074311754487],
  [499_500, 1_000_000, 500_900, 1_000_000, 0.04787399970199193],
  [90_000, 100_000, 88_000, 100_000, 2.36428190963997e-46],
  [3, 10, 5, 12, 0.674922600619195],
])("fisherExactTest of %i in %i against %i in %i is that of exact arithmetic", (a, m, b, n, pValue) => {
  const groups = { first: { events: a, trials: m }, second: { events: b, trials: n } };
  expectClose(fisherExactTest(groups), pValue, 1e-10);
  expectClose(fisherExactTest({ first: groups.second, second: groups.first }), pValue, 1e-10);
});

test("fisherExactTest of what cannot be by chance is above zero, as a p-value must", () => {
  const groups = {
    first: { events: 1_000_000, trials: 1_000_000 },
    second: { events: 0, trials: 1_000_000 },
  };
  expect(fisherExactTest(groups)).toBe(Number.MIN_VALUE);
});

test.each([
  [10, 0.9227456080530871],
  [1_000, 0.9992497811797164],
  [1_000_000, 0.9999992499997812],
  [100_000_000, 0.9999999925],
])("hedgesCorrection at %i degrees of freedom is that of exact arithmetic", (degreesOfFreedom, expected) => {
  expectClose(hedgesCorrection(degreesOfFreedom), expected, 1e-14);
});

describe("costs of 1e-7 USD", () => {
  const costs = [1.2e-7, 1.5e-7, 0.9e-7, 1.1e-7, 1.4e-7];

  test("their test is that of the same figures in other units", () => {
    const inUsd = pairedTTest(costs, { level: 0.95 });
    const inNano = pairedTTest(
      costs.map((cost) => cost * 1e9),
      { level: 0.95 },
    );
    expectClose(inUsd.pValue, inNano.pValue, 1e-12);
    expectClose((inUsd.interval?.lower ?? 0) * 1e9, inNano.interval?.lower ?? 0, 1e-12);
  });

  test("a spread of 1e-14 is no noise; one of rounding is", () => {
    expect(pairedTTest([1e-14, 2e-14, 4e-14], { level: 0.95 }).undefinedReason).toBeNull();
    expect(pairedTTest([1.1e-7, 1.1e-7 * (1 + 2 ** -52), 1.1e-7], { level: 0.95 }).undefinedReason).toBe(
      "zero_variance",
    );
  });

  test("their differences keep their digits", () => {
    expect(pairedDifferences([{ baseline: 1.23456e-7, candidate: 1.23457e-7 }])).toEqual([1e-12]);
    expect(pairedDifferences([{ baseline: 3e-14, candidate: 5e-14 }])).toEqual([2e-14]);
    expect(snapDifference(1e-7 - 0.9e-7, 1e-7)).toBe(1e-8);
    expect(snapDifference(1.23456e-9)).toBe(1.23456e-9);
  });

  test("noise is still none, whatever the size", () => {
    expect(snapDifference(0.7 - 0.6, 0.7)).toBe(0.1);
    expect(snapDifference(0.3 - (0.1 + 0.2), 0.3)).toBe(0);
    expect(snapDifference(3e-8 - (1e-8 + 2e-8), 3e-8)).toBe(0);
    expect(snapDifference(300_000.3 - 100_000.1 - 200_000.2, 300_000.3)).toBe(0);
  });

  test("clusters that cancel to rounding have no variance", () => {
    const values = [0.1, 0.2, -0.3, 0.3, -0.1, -0.2];
    expect(bellMcCaffreyTTest(values, { clusters: [..."aaabbb"], level: 0.95 }).undefinedReason).toBe(
      "zero_variance",
    );
  });
});

describe("describe", () => {
  test("at ±1e200 the deviation stands, and the variance is beyond numbers", () => {
    const sample = describeSample([1e200, -1e200]);
    expect(sample).toMatchObject({
      n: 2,
      mean: 0,
      variance: null,
      median: 0,
      minimum: -1e200,
      maximum: 1e200,
    });
    expectClose(sample.standardDeviation, Math.SQRT2 * 1e200, 1e-14);
    expectClose(sample.standardError, 1e200, 1e-14);
  });

  test("the largest numbers have a mean", () => {
    const sample = describeSample([Number.MAX_VALUE, Number.MAX_VALUE / 2]);
    expectClose(sample.mean, 0.75 * Number.MAX_VALUE, 1e-14);
    expectClose(sample.median, 0.75 * Number.MAX_VALUE, 1e-14);
  });

  test("values of 1e-200 have a deviation that is not zero", () => {
    expectClose(describeSample([1e-200, 3e-200]).standardDeviation, Math.SQRT2 * 1e-200, 1e-14);
  });

  test("figures of the same values in other units are the same", () => {
    const values = [0.1, 0.4, 0.35, 0.9];
    const large = describeSample(values.map((value) => value * 2 ** 600));
    expectClose((large.standardDeviation ?? 0) / 2 ** 600, describeSample(values).standardDeviation, 1e-15);
  });
});
