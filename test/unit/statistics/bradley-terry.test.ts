import { describe, expect, test } from "@jest/globals";
import { NonFiniteValueError } from "../../../src/statistics/non-finite-value-error.js";
import { PairLengthError } from "../../../src/statistics/pair-length-error.js";
import { bradleyTerry } from "../../../src/statistics/ranking/bradley-terry.js";
import { StatisticInputError } from "../../../src/statistics/statistic-input-error.js";
import { expectClose, vectorSection } from "../../support/statistics-vectors.js";

interface Strengths {
  readonly log_strength_centred?: readonly number[];
  readonly p_0_beats_1?: number;
  readonly elo_scale_400?: readonly number[];
  readonly regularised_log_odds_0_vs_1?: number;
}
type Case = {
  readonly input: { readonly wins: readonly (readonly number[])[] };
  readonly expected: Strengths;
  readonly tol?: number;
};

test.each(vectorSection<readonly Case[]>("bradley_terry"))("wins $input.wins", ({ input, expected, tol }) => {
  const { logStrengths, eloRatings, undefinedReason } = bradleyTerry(input.wins);
  if (expected.log_strength_centred === undefined) {
    expect({ logStrengths, undefinedReason }).toEqual({ logStrengths: null, undefinedReason: "separation" });
    const [first, second] = bradleyTerry(input.wins, { pseudoWins: 0.5 }).logStrengths as number[];
    expectClose((first as number) - (second as number), expected.regularised_log_odds_0_vs_1 as number, tol);
    return;
  }
  for (const [i, strength] of expected.log_strength_centred.entries())
    expectClose(logStrengths?.[i], strength, tol);
  for (const [i, rating] of (expected.elo_scale_400 ?? []).entries())
    expectClose(eloRatings?.[i], rating, tol);
  const [first, second] = logStrengths as number[];
  const chance = 1 / (1 + Math.exp((second as number) - (first as number)));
  expectClose(chance, expected.p_0_beats_1 as number, tol);
});

describe("strengths that do not exist", () => {
  test("when one group never loses to the rest", () => {
    const wins = [
      [0, 2, 5, 4],
      [1, 0, 3, 2],
      [0, 0, 0, 2],
      [0, 0, 1, 0],
    ];
    expect(bradleyTerry(wins).undefinedReason).toBe("separation");
    const strengths = bradleyTerry(wins, { pseudoWins: 0.5 }).logStrengths as number[];
    expect(strengths.every(Number.isFinite)).toBe(true);
  });
  test("when two groups never met", () => {
    const wins = [
      [0, 1, 0, 0],
      [1, 0, 0, 0],
      [0, 0, 0, 1],
      [0, 0, 1, 0],
    ];
    expect(bradleyTerry(wins).undefinedReason).toBe("separation");
  });
  test("when there is nobody to compare", () => {
    expect(bradleyTerry([[0]]).undefinedReason).toBe("too_few_competitors");
    expect(bradleyTerry([]).undefinedReason).toBe("too_few_competitors");
  });
  test("and bad tables are refused", () => {
    expect(() => bradleyTerry([[0, 1], [1]])).toThrow(PairLengthError);
    expect(() =>
      bradleyTerry([
        [0, -1],
        [1, 0],
      ]),
    ).toThrow(StatisticInputError);
    expect(() =>
      bradleyTerry([
        [0, Number.NaN],
        [1, 0],
      ]),
    ).toThrow(NonFiniteValueError);
  });
});
