import { describe, expect, test } from "@jest/globals";
import { bettingConfidenceSequence } from "../../../src/statistics/sequential/betting-confidence-sequence.js";
import { bettingEProcess } from "../../../src/statistics/sequential/betting-e-process.js";
import { discordantEValue } from "../../../src/statistics/sequential/discordant-e-value.js";
import { discordantInterval } from "../../../src/statistics/sequential/discordant-interval.js";
import { StatisticInputError } from "../../../src/statistics/statistic-input-error.js";
import { expectClose, vectorSection } from "../../support/statistics-vectors.js";

type At<T> = Readonly<Record<string, T>>;
interface Rows<Input, Expected> {
  readonly input: Input;
  readonly expected_at: At<Expected>;
}
const section = vectorSection<{
  betting_eprocess_H0_mean_le_m: readonly [
    Rows<{ readonly diffs: readonly number[]; readonly alpha: number }, number>,
  ];
  discordant_beta11_evalue: readonly {
    readonly input: { readonly b: number; readonly c: number };
    readonly expected: number;
  }[];
}>("sequential");

describe("against confseq and the papers' formulas", () => {
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
  const differences = Array.from({ length: 60 }, (_, index) => ((index * 7) % 11) / 10 - 0.3);

  test("gives intervals inside each other that exclude zero just when the e-process has reached 2 / alpha", () => {
    const at = Array.from({ length: 60 }, (_, index) => index + 1);
    const sequence = bettingConfidenceSequence(differences, { alpha: 0.05, at });
    const wealth = bettingEProcess(differences, { alpha: 0.05 });
    for (const [index, { lower, upper }] of sequence.entries()) {
      expect(lower).toBeGreaterThanOrEqual(sequence[index - 1]?.lower ?? -1);
      expect(upper).toBeLessThanOrEqual(sequence[index - 1]?.upper ?? 1);
      expect(lower > 0).toBe(Math.max(...wealth.slice(0, index + 1)) >= 2 / 0.05);
    }
    expect(sequence.at(-1)?.lower).toBeGreaterThan(0);
  });
  test("of yes-or-no values gives an interval that agrees with the e-value", () => {
    for (let gains = 0; gains <= 20; gains += 1) {
      const pairs = { candidateOnly: gains, baselineOnly: 4 };
      const { lower, upper } = discordantInterval({ ...pairs, n: 40 }, 0.05);
      expect(lower > 0 || upper < 0).toBe(discordantEValue(pairs) >= 1 / 0.05);
    }
    expect(discordantInterval({ candidateOnly: 0, baselineOnly: 0, n: 9 }, 0.05)).toEqual({
      level: 0.95,
      lower: -1,
      upper: 1,
    });
  });
  test("at nothing gives nothing", () => {
    expect(bettingEProcess([], { alpha: 0.05 })).toEqual([]);
    expect(bettingConfidenceSequence([], { alpha: 0.05, at: [] })).toEqual([]);
  });
  test("never reports an infinite e-value, and refuses what makes no sense", () => {
    expect(discordantEValue({ candidateOnly: 5000, baselineOnly: 0 })).toBe(Number.MAX_VALUE);
    expect(() => bettingEProcess([0, 1.5], { alpha: 0.05 })).toThrow(
      "bettingEProcess: difference 1 is 1.5; allowed is -1 to 1; map scores to [0, 1] first.",
    );
    expect(() => bettingEProcess([0], { alpha: 0.05, threshold: 1 })).toThrow(StatisticInputError);
    expect(() => discordantEValue({ candidateOnly: 0.5, baselineOnly: 0 })).toThrow(StatisticInputError);
  });
});
