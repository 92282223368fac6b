import { assertFinite } from "../non-finite-value-error.js";
import { PairLengthError } from "../pair-length-error.js";
import { requireNonNegative } from "../require-parameter.js";
import { isStronglyConnected } from "./strongly-connected.js";

const MAXIMUM_STEPS = 100_000;

/** Strengths of competitors; null with `undefinedReason` where they diverge. */
export interface BradleyTerry {
  /** Log strengths with mean 0: P(i beats j) = 1 / (1 + exp(s_j − s_i)). */
  readonly logStrengths: readonly number[] | null;
  /** The same on the Elo scale: 400 points are odds of 10 to 1. */
  readonly eloRatings: readonly number[] | null;
  readonly undefinedReason: "too_few_competitors" | "separation" | null;
}

/**
 * Bradley–Terry strengths from pairwise wins.
 *
 * Shapes  wins[i][j]: times i beat j, a tie counting ½ on both sides; square, the diagonal is ignored.
 * Units   log odds. `pseudoWins` is added to every ordered pair; ½ makes separated data finite.
 * Method  minorization–maximization until no log strength moves by 1e-13.
 * Null    below two competitors; on separation, when some group never lost to the rest (or never met it),
 *         so that the maximum-likelihood strengths are infinite.
 * Source  Bradley & Terry 1952; Hunter 2004; Ford 1957 for separation.
 * @throws NonFiniteValueError
 * @throws PairLengthError when the matrix is not square.
 * @throws StatisticInputError when a number of wins is negative.
 */
export function bradleyTerry(
  wins: readonly (readonly number[])[],
  { pseudoWins = 0 }: { readonly pseudoWins?: number } = {},
): BradleyTerry {
  requireNonNegative(pseudoWins, { statistic: "bradleyTerry", name: "pseudoWins" });
  const size = wins.length;
  for (const [index, row] of wins.entries()) {
    assertFinite(row, `bradleyTerry, row ${index}`);
    if (row.length !== size)
      throw new PairLengthError("bradleyTerry", { rows: size, [`row ${index}`]: row.length });
    for (const count of row)
      requireNonNegative(count, { statistic: "bradleyTerry", name: `a win of ${index}` });
  }
  if (size < 2) return { logStrengths: null, eloRatings: null, undefinedReason: "too_few_competitors" };
  const counted = wins.map((row, i) => row.map((count, j) => (i === j ? 0 : count + pseudoWins)));
  if (!isStronglyConnected(counted)) {
    return { logStrengths: null, eloRatings: null, undefinedReason: "separation" };
  }
  const logStrengths = maximizeLikelihood(counted);
  return {
    logStrengths,
    eloRatings: logStrengths.map((strength) => (400 / Math.LN10) * strength),
    undefinedReason: null,
  };
}

function maximizeLikelihood(wins: readonly (readonly number[])[]): number[] {
  const totals = wins.map((row) => row.reduce((sum, count) => sum + count, 0));
  let logs = wins.map(() => 0);
  for (let step = 0; step < MAXIMUM_STEPS; step += 1) {
    const strengths = logs.map(Math.exp);
    const next = totals.map((total, i) => {
      const expected = strengths.reduce((sum, strength, j) => {
        const games = (wins[i]?.[j] ?? 0) + (wins[j]?.[i] ?? 0);
        return sum + games / ((strengths[i] as number) + strength);
      }, 0);
      return Math.log(total / expected);
    });
    const mean = next.reduce((sum, value) => sum + value, 0) / next.length;
    const centred = next.map((value) => value - mean);
    const moved = Math.max(...centred.map((value, i) => Math.abs(value - (logs[i] as number))));
    logs = centred;
    if (moved < 1e-13) break;
  }
  return logs;
}
