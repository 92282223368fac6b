import { describe, expect, test } from "@jest/globals";
import { betaQuantile } from "../../../src/statistics/distributions/beta.js";
import { binomialCdf, binomialProbability } from "../../../src/statistics/distributions/binomial.js";
import { chiSquareSurvival } from "../../../src/statistics/distributions/chi-square.js";
import { incompleteBeta } from "../../../src/statistics/distributions/incomplete-beta.js";
import { logGamma } from "../../../src/statistics/distributions/log-gamma.js";
import { noncentralTTwoSidedSurvival } from "../../../src/statistics/distributions/noncentral-t.js";
import { normalCdf, normalQuantile, normalSurvival } from "../../../src/statistics/distributions/normal.js";
import { studentTQuantile, studentTSurvival } from "../../../src/statistics/distributions/student-t.js";
import { StatisticInputError } from "../../../src/statistics/statistic-input-error.js";
import { expectClose, vectorSection } from "../../support/statistics-vectors.js";

const TOLERANCE = 1e-10;
type Row<Key extends string> = readonly Record<Key | "expected", number>[];
const section = vectorSection<{
  t_ppf: Row<"p" | "df">;
  t_sf: Row<"t" | "df">;
  norm_ppf: Row<"p">;
  norm_sf: Row<"z">;
  chi2_sf: Row<"x" | "df">;
  f_sf: Row<"x" | "d1" | "d2">;
  binom_cdf: Row<"k" | "n" | "p">;
  betainc: Row<"x" | "a" | "b">;
}>("dist");

describe("against SciPy to a relative error of 1e-10", () => {
  test.each(section.t_ppf)("studentTQuantile($p, $df)", ({ p, df, expected }) => {
    expectClose(studentTQuantile(p, df), expected, TOLERANCE);
    expectClose(studentTQuantile(1 - p, df), -expected, 1e-9);
  });
  test.each(section.t_sf)("studentTSurvival($t, $df)", ({ t, df, expected }) => {
    expectClose(studentTSurvival(t, df), expected, TOLERANCE);
  });
  test.each(section.norm_ppf)("normalQuantile($p)", ({ p, expected }) => {
    expectClose(normalQuantile(p), expected, TOLERANCE);
  });
  test.each(section.norm_sf)("normalSurvival($z)", ({ z, expected }) => {
    expectClose(normalSurvival(z), expected, TOLERANCE);
    expectClose(normalCdf(-z), expected, TOLERANCE);
  });
  test.each(section.chi2_sf)("chiSquareSurvival($x, $df)", ({ x, df, expected }) => {
    expectClose(chiSquareSurvival(x, df), expected, TOLERANCE);
  });
  test.each(section.binom_cdf)("binomialCdf($k; $n, $p)", ({ k, n, p, expected }) => {
    expectClose(binomialCdf(k, { n, p }), expected, TOLERANCE);
  });
  test.each(section.betainc)("incompleteBeta($x; $a, $b)", ({ x, a, b, expected }) => {
    expectClose(incompleteBeta({ x, a, b }), expected, TOLERANCE);
  });
});

// Expected values of this block: SciPy 1.17.1 (t.sf, t.ppf, norm.sf, norm.ppf, beta.ppf, binom, chi2.sf, nct).
describe("deep tails and large parameters", () => {
  test("Student's t keeps its relative precision where the tail is all that is left", () => {
    expectClose(studentTSurvival(40, 30), 6.863022597203209e-28, TOLERANCE);
    expectClose(studentTSurvival(40, 500), 3.1453214591290517e-158, TOLERANCE);
    expectClose(studentTSurvival(20, 100_000), 4.1117469553271126e-89, TOLERANCE);
    expectClose(studentTQuantile(1e-100, 30), -10810.645001143976, TOLERANCE);
    expectClose(studentTQuantile(1e-300, 1), -3.183098861837907e299, TOLERANCE);
    expectClose(studentTQuantile(1e-300, 1_000_000), -37.05982087277439, TOLERANCE);
  });
  test("Student's t near its centre does not lose small quantiles", () => {
    // tan(pi * d) for one degree of freedom, d = 1e-8.
    expectClose(studentTSurvival(1e-8, 1), 0.5 - 1e-8 / Math.PI, 1e-15);
    expectClose(studentTQuantile(0.4999, 1), -0.0003141592756945358, TOLERANCE);
  });
  test("the normal distribution reaches down to the smallest numbers", () => {
    expectClose(normalSurvival(36.15075376884422), 1.8102003161736298e-286, TOLERANCE);
    expectClose(normalQuantile(1e-300), -37.0470962993612, TOLERANCE);
    expect(normalQuantile(0.5)).toBe(0);
  });
  test("the binomial tail of a thousand fair coins is exact", () => {
    expectClose(binomialCdf(0, { n: 1000, p: 0.5 }), 9.332636185032189e-302, TOLERANCE);
    expectClose(binomialCdf(100, { n: 1000, p: 0.5 }), 6.701717790006182e-162, TOLERANCE);
    expectClose(binomialProbability(50_000, { n: 100_000, p: 0.5 }), 0.0025231262141967386, TOLERANCE);
  });
  test("the beta quantile is precise at both ends", () => {
    expectClose(betaQuantile(0.025, { a: 0.5, b: 10.5 }), 4.7890433157581876e-5, TOLERANCE);
    expectClose(betaQuantile(0.975, { a: 10.5, b: 0.5 }), 0.9999521095668424, TOLERANCE);
  });
  test("the noncentral t gives the power of a two-sided test", () => {
    const power = (t: number, degreesOfFreedom: number, noncentrality: number): number =>
      noncentralTTwoSidedSurvival(t, { degreesOfFreedom, noncentrality });
    expectClose(power(5, 1, 1), 0.18187983002356783, TOLERANCE);
    expectClose(power(1.96, 99_999, 2.8), 0.799545887013199, TOLERANCE);
    expectClose(power(12.7, 5, 20), 0.9671956508858813, TOLERANCE);
  });
  test("log gamma meets factorials and the half", () => {
    expectClose(logGamma(11), Math.log(3_628_800), 1e-14);
    expectClose(logGamma(0.5), Math.log(Math.sqrt(Math.PI)), 1e-13);
    expectClose(logGamma(1e6), 12815504.569147611, 1e-14);
  });
});

describe("domains", () => {
  test.each([0, 1, -0.1, 1.1, Number.NaN])("a quantile of probability %p is refused", (p) => {
    expect(() => normalQuantile(p)).toThrow(StatisticInputError);
    expect(() => studentTQuantile(p, 5)).toThrow(/p is .*; allowed is a number between 0 and 1/);
    expect(() => betaQuantile(p, { a: 1, b: 1 })).toThrow(StatisticInputError);
  });
  test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])("%p degrees of freedom are refused", (df) => {
    expect(() => studentTSurvival(1, df)).toThrow(StatisticInputError);
    expect(() => chiSquareSurvival(1, df)).toThrow(StatisticInputError);
  });
  test("probabilities outside the support are 0 or 1", () => {
    expect(binomialCdf(-1, { n: 3, p: 0.5 })).toBe(0);
    expect(binomialCdf(3, { n: 3, p: 0.5 })).toBe(1);
    expect(binomialProbability(4, { n: 3, p: 0.5 })).toBe(0);
    expect(chiSquareSurvival(0, 1)).toBe(1);
  });
});
