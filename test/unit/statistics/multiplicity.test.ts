import { describe, expect, test } from "@jest/globals";
import { benjaminiHochberg } from "../../../src/statistics/multiplicity/benjamini-hochberg.js";
import { bonferroniLevel } from "../../../src/statistics/multiplicity/bonferroni-level.js";
import { holm } from "../../../src/statistics/multiplicity/holm.js";
import { StatisticInputError } from "../../../src/statistics/statistic-input-error.js";
import { expectClose, type VectorCase, vectorSection } from "../../support/statistics-vectors.js";

type Values = readonly (number | null)[];
interface Adjusted {
  readonly holm: Values;
  readonly bh: Values;
  readonly bonferroni?: readonly number[];
  readonly reject_holm?: readonly boolean[];
  readonly reject_bh?: readonly boolean[];
}

test.each(
  vectorSection<readonly VectorCase<{ readonly p: Values; readonly alpha: number }, Adjusted>[]>(
    "multiplicity",
  ),
)("adjusts $input.p as statsmodels does", ({ input: { p, alpha }, expected }) => {
  const adjusted = { holm: holm(p), bh: benjaminiHochberg(p) };
  for (const [index, value] of expected.holm.entries()) expectClose(adjusted.holm[index], value);
  for (const [index, value] of expected.bh.entries()) expectClose(adjusted.bh[index], value);
  expect(adjusted.holm).toHaveLength(p.length);
  expect(adjusted.bh).toHaveLength(p.length);
  if (expected.bonferroni !== undefined) {
    // The share of alpha that each of the simultaneous intervals gets, against which p is held.
    const share = 1 - bonferroniLevel(1 - alpha, p.length);
    for (const [index, value] of expected.bonferroni.entries())
      expectClose(Math.min(1, (alpha * (p[index] as number)) / share), value);
  }
  if (expected.reject_holm !== undefined) {
    expect(adjusted.holm.map((value) => value !== null && value <= alpha)).toEqual(expected.reject_holm);
    expect(adjusted.bh.map((value) => value !== null && value <= alpha)).toEqual(expected.reject_bh);
  }
});

describe("families", () => {
  test("of undefined tests only stay undefined", () => {
    expect(holm([null, null])).toEqual([null, null]);
    expect(benjaminiHochberg([null])).toEqual([null]);
  });
  test("with something that is no probability are refused by place", () => {
    expect(() => holm([0.1, 1.5])).toThrow(
      "holm: p-value 1 is 1.5; allowed is a number from 0 to 1, or null.",
    );
    expect(() => benjaminiHochberg([Number.NaN])).toThrow(StatisticInputError);
  });
  test("of five simultaneous intervals need 99 % each for 95 % together", () => {
    expectClose(bonferroniLevel(0.95, 5), 0.99);
    expect(() => bonferroniLevel(0.95, 0)).toThrow(StatisticInputError);
  });
});
