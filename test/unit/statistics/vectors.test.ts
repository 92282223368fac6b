import { readFileSync } from "node:fs";
import { expect, describe as group, test } from "@jest/globals";
import { describe } from "../../../src/statistics/describe.js";
import { normalQuantile } from "../../../src/statistics/distributions/normal.js";
import { studentTQuantile, studentTSurvival } from "../../../src/statistics/distributions/student-t.js";
import { pairedDifferences } from "../../../src/statistics/paired-differences.js";
import { pairedTTest } from "../../../src/statistics/paired-t-test.js";
import { createRandom } from "../../../src/statistics/seeded-random.js";
import { signFlipTest } from "../../../src/statistics/sign-flip-test.js";
import { tInterval } from "../../../src/statistics/t-interval.js";
import { wilsonInterval } from "../../../src/statistics/wilson-interval.js";
import { winTieLoss } from "../../../src/statistics/win-tie-loss.js";

type Case = { name?: string; input: Record<string, never>; expected: Record<string, never> };

/** Values made with SciPy 1.17.1 and statsmodels 0.15.0; see vectors.md. */
const vectors = JSON.parse(readFileSync(new URL("./vectors.json", import.meta.url), "utf8")) as Record<
  string,
  Case[]
> & {
  dist: Record<string, { p?: number; t?: number; x?: number; df?: number; expected: number }[]>;
};
const cases = (section: string): [string, Case][] =>
  (vectors[section] ?? []).map((entry, index) => [entry.name ?? `case ${index}`, entry]);

function close(actual: number | null | undefined, expected: number | null, tolerance = 1e-9): void {
  if (expected === null) {
    expect(actual).toBeNull();
    return;
  }
  expect(typeof actual).toBe("number");
  expect(Math.abs((actual as number) - expected)).toBeLessThanOrEqual(
    tolerance * Math.max(1e-300, Math.abs(expected)) + 1e-15,
  );
}

group("distributions agree with SciPy to 1e-10", () => {
  test("Student's t quantiles", () => {
    expect(vectors.dist.t_ppf?.length).toBeGreaterThan(10);
    for (const { p, df, expected } of vectors.dist.t_ppf ?? [])
      close(studentTQuantile(p as number, df as number), expected, 1e-10);
  });
  test("Student's t tails", () => {
    expect(vectors.dist.t_sf?.length).toBeGreaterThan(3);
    for (const entry of vectors.dist.t_sf ?? [])
      close(studentTSurvival((entry.t ?? entry.x) as number, entry.df as number), entry.expected, 1e-10);
  });
  test("normal quantiles", () => {
    expect(vectors.dist.norm_ppf?.length).toBeGreaterThan(3);
    for (const { p, expected } of vectors.dist.norm_ppf ?? [])
      close(normalQuantile(p as number), expected, 1e-10);
  });
});

group("one sample", () => {
  test.each(cases("univariate"))("%s", (_name, { input, expected }) => {
    const sample = describe(input.x as unknown as number[]);
    const wanted = expected as unknown as {
      n: number;
      mean: number;
      sd: number | null;
      se: number | null;
      t_ci?: Record<string, [number, number] | null>;
    };
    expect(sample.n).toBe(wanted.n);
    close(sample.mean, wanted.mean);
    close(sample.standardDeviation, wanted.sd);
    close(sample.standardError, wanted.se);
    for (const [level, interval] of Object.entries(wanted.t_ci ?? {})) {
      const actual = tInterval(sample, Number(level));
      close(actual?.lower ?? null, interval?.[0] ?? null);
      close(actual?.upper ?? null, interval?.[1] ?? null);
    }
  });
  test.each(cases("proportion_ci"))("Wilson, %s", (_name, { input, expected }) => {
    const { k, n, level } = input as unknown as { k: number; n: number; level: number };
    const wilson = (expected as unknown as { wilson: [number, number] | null }).wilson;
    const actual = wilsonInterval({ successes: k, n }, level);
    close(actual?.lower ?? null, wilson?.[0] ?? null);
    close(actual?.upper ?? null, wilson?.[1] ?? null);
  });
});

group("paired", () => {
  test.each(cases("paired"))("%s", (_name, { input, expected }) => {
    const { a, b } = input as unknown as { a: number[]; b: number[] };
    const wanted = expected as unknown as Record<string, number | null> & { t_ci95: [number, number] | null };
    const differences = pairedDifferences(
      a.map((baseline, index) => ({ baseline, candidate: b[index] as number })),
    );
    const result = pairedTTest(differences, { level: 0.95 });
    close(result.meanDifference, wanted.mean_diff ?? null);
    if (wanted.p_t !== undefined) close(result.pValue, wanted.p_t);
    if (wanted.t_ci95 !== undefined && wanted.t_ci95 !== null) {
      close(result.interval?.lower, wanted.t_ci95[0]);
      close(result.interval?.upper, wanted.t_ci95[1]);
    }
    if (wanted.signflip_p_exact !== undefined)
      close(signFlipTest(differences, { random: createRandom(1) }).pValue, wanted.signflip_p_exact);
    if (wanted.win_b !== undefined) {
      expect(winTieLoss(differences)).toEqual({
        wins: wanted.win_b,
        ties: wanted.tie,
        losses: wanted.loss_b,
      });
    }
  });
  test("undefined figures are null with a reason, never 0", () => {
    expect(pairedTTest([], { level: 0.95 })).toMatchObject({
      meanDifference: null,
      interval: null,
      undefinedReason: "no_pairs",
    });
    expect(pairedTTest([1], { level: 0.95 })).toMatchObject({
      pValue: null,
      interval: null,
      undefinedReason: "one_pair",
    });
    expect(pairedTTest([2, 2, 2], { level: 0.95 })).toMatchObject({
      pValue: null,
      undefinedReason: "zero_variance",
    });
    expect(signFlipTest([], { random: createRandom(1) }).pValue).toBeNull();
    expect(() => describe([1, Number.NaN])).toThrow("describe: value 1 is NaN; allowed are finite numbers.");
  });
});
