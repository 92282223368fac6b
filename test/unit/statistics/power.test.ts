import { describe, expect, test } from "@jest/globals";
import { differenceVariance } from "../../../src/statistics/power/difference-variance.js";
import { itemsNeeded } from "../../../src/statistics/power/items-needed.js";
import { minimumDetectableEffect } from "../../../src/statistics/power/minimum-detectable-effect.js";
import type { PairedDesign } from "../../../src/statistics/power/paired-design.js";
import { pairedNormalPower } from "../../../src/statistics/power/paired-normal-power.js";
import { pairedTItemsNeeded, pairedTPower } from "../../../src/statistics/power/paired-t-power.js";
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
  test("impossible plans are refused", () => {
    expect(() => pairedTItemsNeeded({ effect: 1, power: 0.05, alpha: 0.05 })).toThrow(
      /allowed is above alpha/,
    );
    expect(() => pairedTPower({ effect: 1, n: 1, alpha: 0.05 })).toThrow(StatisticInputError);
    expect(() => pairedTPower({ effect: Number.NaN, n: 5, alpha: 0.05 })).toThrow(StatisticInputError);
    const negative = design({ ...(section.miller_mde[0]?.input as Miller), omega2: -1 });
    expect(() => minimumDetectableEffect(negative, 10)).toThrow(/differenceVariance is -1/);
  });
});
