import { describe, expect, test } from "@jest/globals";
import { NonFiniteValueError } from "../../../src/statistics/non-finite-value-error.js";
import { PairLengthError } from "../../../src/statistics/pair-length-error.js";
import { createRandom } from "../../../src/statistics/seeded-random.js";
import { signFlipTest } from "../../../src/statistics/sign-flip-test.js";

const random = (): (() => number) => createRandom("sign flips");

/** Share of all sign patterns at least as far out, by brute force. */
function enumerate(differences: readonly number[]): number {
  const total = Math.abs(differences.reduce((sum, value) => sum + value, 0));
  let reached = 0;
  for (let pattern = 0; pattern < 2 ** differences.length; pattern += 1) {
    const sum = differences.reduce((part, value, bit) => part + ((pattern >> bit) & 1 ? -value : value), 0);
    if (Math.abs(sum) >= total - 1e-9) reached += 1;
  }
  return reached / 2 ** differences.length;
}

describe("exact", () => {
  test("agrees with enumeration of every pattern", () => {
    const next = createRandom("enumeration");
    for (let n = 1; n <= 12; n += 1) {
      const differences = Array.from({ length: n }, () => Math.round(next() * 20 - 7) / 10);
      const result = signFlipTest(differences, { random: random() });
      expect(result).toEqual({ pValue: enumerate(differences), exact: true, undefinedReason: null });
    }
  });
  test("twenty differences of one sign give the smallest possible p, 2^-19", () => {
    const differences = Array.from({ length: 20 }, (_, index) => 0.1 + index / 100);
    expect(signFlipTest(differences, { random: random() }).pValue).toBe(2 ** -19);
  });
  test("zeros change nothing", () => {
    const differences = [0.2, 0.3, -0.1, 0.4];
    const padded = [...differences, ...new Array<number>(40).fill(0)];
    expect(signFlipTest(padded, { random: random() })).toEqual(
      signFlipTest(differences, { random: random() }),
    );
  });
  test("differences as small as costs in dollars are not mistaken for noise", () => {
    const differences = [1e-9, 2e-9, 3e-9, 4e-9, 5e-9];
    expect(signFlipTest(differences, { random: random() }).pValue).toBe(2 / 32);
  });
});

describe("sampled", () => {
  const differences = Array.from({ length: 60 }, (_, index) => Math.sin(index) / 10 + 0.02);

  test("gives the same p for the same seed and never 0", () => {
    const first = signFlipTest(differences, { random: random() });
    expect(first.exact).toBe(false);
    expect(signFlipTest(differences, { random: random() })).toEqual(first);
    const certain = signFlipTest(new Array<number>(500).fill(1), { random: random(), resamples: 999 });
    expect(certain.pValue).toBe(1 / 1000);
  });
  test("approaches the exact p", () => {
    // 24 equal differences, 17 of them positive: p = P(|2 X − 24| >= 10), X ~ Binomial(24, ½) = 0.0639 (SciPy).
    const signs = Array.from({ length: 24 }, (_, index) => (index < 17 ? 1 : -1));
    const { pValue } = signFlipTest(signs, { random: random(), resamples: 99_999 });
    expect(Math.abs((pValue as number) - 0.06391465663909912)).toBeLessThan(0.003);
  });
  test("handles a hundred thousand differences", () => {
    const next = createRandom("many");
    const many = Array.from({ length: 100_000 }, () => next() - 0.5);
    const { pValue } = signFlipTest(many, { random: random(), resamples: 999 });
    expect(pValue).toBeGreaterThan(0.001);
    expect(pValue).toBeLessThanOrEqual(1);
  });
});

describe("clusters", () => {
  test("flip as a whole", () => {
    const differences = [0.1, 0.2, 0.3, 0.1, 0.2, 0.3];
    const clusters = ["a", "a", "b", "b", "c", "c"];
    // Three cluster sums 0.3, 0.4, 0.5 of one sign: 2 of 8 patterns.
    expect(signFlipTest(differences, { random: random(), clusters }).pValue).toBe(0.25);
  });
  test("of one item each change nothing", () => {
    const differences = [0.1, -0.2, 0.3, 0.5];
    const clusters = ["a", "b", "c", "d"];
    expect(signFlipTest(differences, { random: random(), clusters })).toEqual(
      signFlipTest(differences, { random: random() }),
    );
  });
  test("must be one per difference", () => {
    expect(() => signFlipTest([1, 2], { random: random(), clusters: ["a"] })).toThrow(PairLengthError);
  });
});

test("no differences have no p, and all-zero ones have p = 1", () => {
  expect(signFlipTest([], { random: random() })).toEqual({
    pValue: null,
    exact: true,
    undefinedReason: "no_pairs",
  });
  expect(signFlipTest([0, 0], { random: random() }).pValue).toBe(1);
  expect(() => signFlipTest([Number.NaN], { random: random() })).toThrow(NonFiniteValueError);
});
