import { describe, expect, test } from "@jest/globals";
import { pairedTMinimumDetectableEffect } from "../../../src/statistics/power/paired-t-minimum-detectable-effect.js";
import { pairedTItemsNeeded, pairedTPower } from "../../../src/statistics/power/paired-t-power.js";
import { standardDeviationUpperBound } from "../../../src/statistics/power/standard-deviation-upper-bound.js";
import { expectClose, vectorSection } from "../../support/statistics-vectors.js";

interface Effect {
  readonly dz: number;
  readonly n: number;
  readonly alpha: number;
  readonly power: number;
}
const section = vectorSection<{
  paired_t_noncentral: readonly { readonly input: Effect; readonly expected_power: number }[];
  paired_t_n: readonly { readonly input: Effect; readonly expected_n_real: number }[];
}>("power");

describe("against statsmodels", () => {
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
});

describe("planning", () => {
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
});
