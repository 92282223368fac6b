import { describe, expect, test } from "@jest/globals";
import { differenceVariance } from "../../../src/statistics/power/difference-variance.js";
import { itemsNeeded } from "../../../src/statistics/power/items-needed.js";
import { minimumDetectableEffect } from "../../../src/statistics/power/minimum-detectable-effect.js";
import type { PairedDesign } from "../../../src/statistics/power/paired-design.js";
import { pairedNormalPower } from "../../../src/statistics/power/paired-normal-power.js";
import { pairedTMinimumDetectableEffect } from "../../../src/statistics/power/paired-t-minimum-detectable-effect.js";
import { pairedTItemsNeeded, pairedTPower } from "../../../src/statistics/power/paired-t-power.js";
import { standardDeviationUpperBound } from "../../../src/statistics/power/standard-deviation-upper-bound.js";
import { StatisticInputError } from "../../../src/statistics/statistic-input-error.js";
import { expectClose, vectorSection } from "../../support/statistics-vectors.js";

interface Miller {
  readonly n: number;
  readonly delta: number;
  readonly omega2: number;
  readonly sigma2A: number;
  readonly sigma2B: number;
  readonly KA: number;
  readonly KB: number;
  readonly alpha: number;
  readonly power: number;
}
interface Effect {
  readonly dz: number;
  readonly n: number;
  readonly alpha: number;
  readonly power: number;
}
const section = vectorSection<{
  miller_mde: readonly { readonly input: Miller; readonly expected: number }[];
  miller_n: readonly {
    readonly input: Miller;
    readonly expected_exact: number;
    readonly expected_ceil: number;
  }[];
  paired_t_noncentral: readonly { readonly input: Effect; readonly expected_power: number }[];
  paired_t_n: readonly { readonly input: Effect; readonly expected_n_real: number }[];
  paired_normal: readonly { readonly input: Effect; readonly expected_power: number }[];
}>("power");

const design = (input: Miller): PairedDesign => ({
  differenceVariance: input.omega2,
  withinVariance: { baseline: input.sigma2A, candidate: input.sigma2B },
  repetitions: { baseline: input.KA, candidate: input.KB },
  alpha: input.alpha,
  power: input.power,
});

describe("against Miller's figures and statsmodels", () => {
  test.each(section.miller_mde)("minimum detectable effect of $input.n items", ({ input, expected }) => {
    expectClose(minimumDetectableEffect(design(input), input.n), expected);
  });
  test.each(section.miller_n)("items for an effect of $input.delta", (row) => {
    const items = itemsNeeded(design(row.input), row.input.delta);
    expectClose(items, row.expected_exact);
    expect(Math.ceil(items)).toBe(row.expected_ceil);
  });
  test.each(section.paired_t_noncentral)("t power of $input.n items at $input.dz", (row) => {
    const { dz, n, alpha } = row.input;
    expectClose(pairedTPower({ effect: dz, n, alpha }), row.expected_power);
    expectClose(pairedTPower({ effect: -dz, n, alpha }), row.expected_power);
  });
  test.each(section.paired_t_n)("items for a t power of $input.power at $input.dz", (row) => {
    const { dz, power, alpha } = row.input;
    const n = pairedTItemsNeeded({ effect: dz, power, alpha }) as number;
    // statsmodels stops its search at a power off by 2e-9; ours meets the asked power.
    expectClose(n, row.expected_n_real, 1e-7);
    expectClose(pairedTPower({ effect: dz, n, alpha }), power, 1e-12);
  });
  test.each(section.paired_normal)("normal power of $input.n items at $input.dz", (row) => {
    const { dz, n, alpha } = row.input;
    expectClose(pairedNormalPower({ effect: dz, n, alpha }), row.expected_power);
  });
});

describe("planning", () => {
  const repetitions = { baseline: 2, candidate: 4 };

  test("the pilot's variance loses the repetition noise, down to 0", () => {
    const differences = [0.1, 0.3, 0.5];
    const within = { withinVariance: { baseline: 0.02, candidate: 0.04 }, repetitions };
    // 0.04 − 0.02 / 2 − 0.04 / 4
    expectClose(differenceVariance(differences, within), 0.02);
    const noisy = { withinVariance: { baseline: 1, candidate: 1 }, repetitions };
    expect(differenceVariance(differences, noisy)).toBe(0);
    expect(differenceVariance([0.1], noisy)).toBeNull();
  });
  test("no number of items finds no effect, and a huge effect needs two", () => {
    expect(pairedTItemsNeeded({ effect: 0, power: 0.8, alpha: 0.05 })).toBeNull();
    expect(pairedTItemsNeeded({ effect: 100, power: 0.8, alpha: 0.05 })).toBe(2);
  });
  // Expected values: roots of SciPy 1.17.1's nct.sf + nct.cdf by brentq.
  test.each([
    { n: 10, power: 0.8, alpha: 0.05, expected: 0.9960013714554439 },
    { n: 30, power: 0.8, alpha: 0.05, expected: 0.5292356151129529 },
    { n: 100, power: 0.9, alpha: 0.01, expected: 0.39234579123959684 },
  ])("the t test of $n items detects $expected standard deviations", ({ expected, ...plan }) => {
    const effect = pairedTMinimumDetectableEffect(plan);
    expectClose(effect, expected, 1e-9);
    expectClose(pairedTItemsNeeded({ effect, power: plan.power, alpha: plan.alpha }), plan.n, 1e-9);
  });
  // Expected values: SciPy 1.17.1, sqrt((n − 1) / chi2.ppf(1 − level, n − 1)).
  test.each([
    { n: 10, level: 0.8, expected: 1.2933854444729525 },
    { n: 2, level: 0.8, expected: 3.947153875542747 },
    { n: 100, level: 0.95, expected: 1.133552433969973 },
  ])("a standard deviation of 1 from $n items may be $expected", ({ n, level, expected }) => {
    expectClose(standardDeviationUpperBound({ standardDeviation: 1, n, level }), expected, 1e-10);
    expect(standardDeviationUpperBound({ standardDeviation: 0, n, level })).toBe(0);
  });
  test("impossible plans are refused", () => {
    expect(() => pairedTMinimumDetectableEffect({ n: 10, power: 0.05, alpha: 0.05 })).toThrow(
      "pairedTMinimumDetectableEffect: power is 0.05; allowed is above alpha = 0.05.",
    );
    expect(() => pairedTMinimumDetectableEffect({ n: 1, power: 0.8, alpha: 0.05 })).toThrow(
      StatisticInputError,
    );
    expect(() => standardDeviationUpperBound({ standardDeviation: 1, n: 1, level: 0.8 })).toThrow(
      "standardDeviationUpperBound: n is 1; allowed is a whole number, 2 or above.",
    );
    expect(() => pairedTItemsNeeded({ effect: 1, power: 0.05, alpha: 0.05 })).toThrow(
      /allowed is above alpha/,
    );
    expect(() => pairedTPower({ effect: 1, n: 1, alpha: 0.05 })).toThrow(StatisticInputError);
    expect(() => pairedTPower({ effect: Number.NaN, n: 5, alpha: 0.05 })).toThrow(StatisticInputError);
    const negative = design({ ...(section.miller_mde[0]?.input as Miller), omega2: -1 });
    expect(() => minimumDetectableEffect(negative, 10)).toThrow(/differenceVariance is -1/);
  });
});
