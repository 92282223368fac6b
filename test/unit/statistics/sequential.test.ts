import { describe, expect, test } from "@jest/globals";
import {
  asymptoticConfidenceSequence,
  tuneRho,
} from "../../../src/statistics/sequential/asymptotic-confidence-sequence.js";
import { bettingEProcess } from "../../../src/statistics/sequential/betting-e-process.js";
import { discordantEValue } from "../../../src/statistics/sequential/discordant-e-value.js";
import { empiricalBernsteinSequence } from "../../../src/statistics/sequential/empirical-bernstein-sequence.js";
import { mixtureSprt } from "../../../src/statistics/sequential/mixture-sprt.js";
import { StatisticInputError } from "../../../src/statistics/statistic-input-error.js";
import { expectClose, expectInterval, vectorSection } from "../../support/statistics-vectors.js";

type Pair = readonly [number, number];
type At<T> = Readonly<Record<string, T>>;
interface Rows<Input, Expected> {
  readonly input: Input;
  readonly expected_at: At<Expected>;
}
interface Tuning {
  readonly rho_opt: { readonly t_star: number; readonly alpha: number; readonly expected: number };
}
const section = vectorSection<{
  asymptotic_cs: readonly [
    Rows<{ readonly x: readonly number[]; readonly alpha: number; readonly rho: number }, Pair>,
    Tuning,
  ];
  msprt_normal: readonly [
    Rows<
      {
        readonly x: readonly number[];
        readonly sigma2: number;
        readonly tau2: number;
        readonly theta0: number;
      },
      { readonly Lambda: number; readonly p_always_valid: number }
    >,
  ];
  empirical_bernstein_predmix: readonly [
    Rows<
      { readonly diffs: readonly number[]; readonly alpha: number },
      { readonly diff_ci: Pair; readonly u_ci: Pair }
    >,
  ];
  betting_eprocess_H0_mean_le_m: readonly [
    Rows<{ readonly diffs: readonly number[]; readonly alpha: number }, number>,
  ];
  discordant_beta11_evalue: readonly {
    readonly input: { readonly b: number; readonly c: number };
    readonly expected: number;
  }[];
}>("sequential");

describe("against confseq and the papers' formulas", () => {
  test("the asymptotic confidence sequence", () => {
    const [{ input, expected_at }, { rho_opt }] = section.asymptotic_cs;
    const sequence = asymptoticConfidenceSequence(input.x, { alpha: input.alpha, rho: input.rho, start: 2 });
    for (const [t, expected] of Object.entries(expected_at)) {
      expectInterval(sequence[Number(t) - 1] ?? null, expected);
    }
    expect(sequence).toHaveLength(input.x.length);
    expectClose(tuneRho({ items: rho_opt.t_star, alpha: rho_opt.alpha }), rho_opt.expected);
  });
  test("the mixture sequential probability ratio test", () => {
    const [{ input, expected_at }] = section.msprt_normal;
    const plan = { variance: input.sigma2, effectVariance: input.tau2, nullMean: input.theta0 };
    const steps = mixtureSprt(input.x, plan);
    for (const [t, expected] of Object.entries(expected_at)) {
      expectClose(steps[Number(t) - 1]?.likelihoodRatio, expected.Lambda);
      expectClose(steps[Number(t) - 1]?.pValue, expected.p_always_valid);
    }
  });
  test("the empirical-Bernstein confidence sequence", () => {
    const [{ input, expected_at }] = section.empirical_bernstein_predmix;
    const sequence = empiricalBernsteinSequence(input.diffs, { alpha: input.alpha });
    for (const [t, expected] of Object.entries(expected_at)) {
      const interval = sequence[Number(t) - 1];
      expectInterval(interval ?? null, expected.diff_ci);
      // The sequence is made for u = (d + 1) / 2 and mapped back.
      expectClose(((interval?.lower as number) + 1) / 2, expected.u_ci[0]);
      expectClose(((interval?.upper as number) + 1) / 2, expected.u_ci[1]);
    }
  });
  test("the betting e-process", () => {
    const [{ input, expected_at }] = section.betting_eprocess_H0_mean_le_m;
    const wealth = bettingEProcess(input.diffs, { alpha: input.alpha });
    for (const [t, expected] of Object.entries(expected_at)) expectClose(wealth[Number(t) - 1], expected);
  });
  test.each(section.discordant_beta11_evalue)("$input.b gains and $input.c losses", ({ input, expected }) => {
    expectClose(discordantEValue({ candidateOnly: input.b, baselineOnly: input.c }), expected);
  });
});

describe("looking early", () => {
  test("gives no interval before the start, nor while nothing varies", () => {
    const sequence = asymptoticConfidenceSequence([0.1, 0.2, 0.3], { alpha: 0.05, rho: 0.5, start: 3 });
    expect(sequence.map((interval) => interval === null)).toEqual([true, true, false]);
    expect(asymptoticConfidenceSequence([0.1, 0.1], { alpha: 0.05, rho: 0.5, start: 2 })).toEqual([
      null,
      null,
    ]);
  });
  test("makes the empirical-Bernstein sequence narrower only", () => {
    const [{ input }] = section.empirical_bernstein_predmix;
    const sequence = empiricalBernsteinSequence(input.diffs, { alpha: 0.05 });
    for (const [index, interval] of sequence.slice(1).entries()) {
      expect(interval.lower).toBeGreaterThanOrEqual(sequence[index]?.lower as number);
      expect(interval.upper).toBeLessThanOrEqual(sequence[index]?.upper as number);
    }
  });
  test("at nothing gives nothing", () => {
    expect(empiricalBernsteinSequence([], { alpha: 0.05 })).toEqual([]);
    expect(bettingEProcess([], { alpha: 0.05 })).toEqual([]);
    expect(mixtureSprt([], { variance: 1, effectVariance: 1 })).toEqual([]);
  });
  test("never reports an infinite e-value", () => {
    expect(discordantEValue({ candidateOnly: 5000, baselineOnly: 0 })).toBe(Number.MAX_VALUE);
    const [last] = mixtureSprt([1e9], { variance: 1e-9, effectVariance: 1 }).slice(-1);
    expect(last?.likelihoodRatio).toBe(Number.MAX_VALUE);
  });
  test("refuses differences outside [-1, 1] and plans that make no sense", () => {
    expect(() => empiricalBernsteinSequence([0, 1.5], { alpha: 0.05 })).toThrow(
      "empiricalBernsteinSequence: difference 1 is 1.5; allowed is -1 to 1; map scores to [0, 1] first.",
    );
    expect(() => bettingEProcess([0], { alpha: 0.05, threshold: 1 })).toThrow(StatisticInputError);
    expect(() => mixtureSprt([0], { variance: 0, effectVariance: 1 })).toThrow(StatisticInputError);
    expect(() => mixtureSprt([0], { variance: 1, effectVariance: 1, nullMean: Number.NaN })).toThrow(
      /nullMean/,
    );
    expect(() => asymptoticConfidenceSequence([0], { alpha: 0.05, rho: 0 })).toThrow(StatisticInputError);
    expect(() => discordantEValue({ candidateOnly: 0.5, baselineOnly: 0 })).toThrow(StatisticInputError);
  });
});
