import { describe, expect, test } from "@jest/globals";
import { describe as describeSample } from "../../../src/statistics/describe.js";
import { mcnemarTest } from "../../../src/statistics/hypothesis-tests/mcnemar-test.js";
import { bonettPriceInterval } from "../../../src/statistics/intervals/bonett-price-interval.js";
import { clopperPearsonInterval } from "../../../src/statistics/intervals/clopper-pearson-interval.js";
import { StatisticInputError } from "../../../src/statistics/statistic-input-error.js";
import { wilsonInterval } from "../../../src/statistics/wilson-interval.js";
import {
  expectClose,
  expectInterval,
  type VectorCase,
  vectorSection,
} from "../../support/statistics-vectors.js";

type Pair = readonly [number, number];
interface Intervals {
  readonly p: number | null;
  readonly wilson: Pair | null;
  readonly clopper_pearson?: Pair;
}

test.each(
  vectorSection<
    readonly VectorCase<{ readonly k: number; readonly n: number; readonly level: number }, Intervals>[]
  >("proportion_ci"),
)("intervals of $input.k in $input.n", ({ input: { k, n, level }, expected }) => {
  const sample = { successes: k, n };
  const outcomes = Array.from({ length: n }, (_, index) => (index < k ? 1 : 0));
  expectClose(describeSample(outcomes).mean, expected.p);
  expectInterval(wilsonInterval(sample, level), expected.wilson);
  expectInterval(clopperPearsonInterval(sample, level), expected.clopper_pearson ?? null);
});

interface McNemar {
  readonly p_exact: number;
  readonly p_midp: number;
  readonly chi2: number | null;
  readonly p_chi2: number | null;
  readonly chi2_cc_edwards: number | null;
  readonly p_chi2_cc: number | null;
  readonly odds_ratio: number | "Infinity" | null;
}

test.each(
  vectorSection<
    readonly VectorCase<{ readonly b_only_pass: number; readonly a_only_pass: number }, McNemar>[]
  >("mcnemar"),
)("McNemar with $input.b_only_pass gains and $input.a_only_pass losses", ({ input, expected }) => {
  const result = mcnemarTest({ candidateOnly: input.b_only_pass, baselineOnly: input.a_only_pass });
  expectClose(result.pValue, expected.p_exact);
  expectClose(result.pValueMid, expected.p_midp);
  expectClose(result.chiSquare, expected.chi2);
  expectClose(result.pValueChiSquare, expected.p_chi2);
  expectClose(result.chiSquareCorrected, expected.chi2_cc_edwards);
  expectClose(result.pValueChiSquareCorrected, expected.p_chi2_cc);
  // An infinite ratio is no number to report.
  expectClose(result.oddsRatio, expected.odds_ratio === "Infinity" ? null : expected.odds_ratio);
});

interface Table {
  readonly both_pass: number;
  readonly a_only: number;
  readonly b_only: number;
  readonly both_fail: number;
}

test.each(
  vectorSection<
    readonly VectorCase<Table, { readonly diff_b_minus_a: number; readonly bonett_price_ci95: Pair }>[]
  >("paired_proportions"),
)("Bonett–Price interval of $input.b_only gains and $input.a_only losses", ({ input, expected }) => {
  const n = input.both_pass + input.a_only + input.b_only + input.both_fail;
  const interval = bonettPriceInterval({ candidateOnly: input.b_only, baselineOnly: input.a_only, n }, 0.95);
  expectInterval(interval, expected.bonett_price_ci95);
  const differences = [
    ...Array.from({ length: input.b_only }, () => 1),
    ...Array.from({ length: input.a_only }, () => -1),
    ...Array.from({ length: input.both_pass + input.both_fail }, () => 0),
  ];
  expectClose(describeSample(differences).mean, expected.diff_b_minus_a);
});

describe("impossible counts are refused", () => {
  test.each([
    { successes: 3, n: 2 },
    { successes: -1, n: 2 },
    { successes: 0.5, n: 2 },
    { successes: 0, n: Number.NaN },
  ])("$successes of $n", (sample) => {
    for (const interval of [wilsonInterval, clopperPearsonInterval])
      expect(() => interval(sample, 0.95)).toThrow(StatisticInputError);
  });
  test("more discordant pairs than items", () => {
    expect(() => bonettPriceInterval({ candidateOnly: 2, baselineOnly: 2, n: 3 }, 0.95)).toThrow(
      "bonettPriceInterval: candidateOnly + baselineOnly is 4; allowed is at most n = 3.",
    );
    expect(bonettPriceInterval({ candidateOnly: 0, baselineOnly: 0, n: 0 }, 0.95)).toBeNull();
  });
  test("negative gains", () => {
    expect(() => mcnemarTest({ candidateOnly: -1, baselineOnly: 0 })).toThrow(StatisticInputError);
  });
});
