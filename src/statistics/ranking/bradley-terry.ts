import { assertFinite } from "../non-finite-value-error.js";
import { PairLengthError } from "../pair-length-error.js";
import { requireNonNegative } from "../require-parameter.js";
import { solveLinear } from "./solve-linear.js";

/** Newton's method needs some twenty; more means that the strengths are beyond what numbers can hold. */
const MAXIMUM_NEWTON_STEPS = 500;
/** A step this small, in units of the largest log strength, moves nothing any more. */
const CONVERGED = 1e-13;
/** From here on a step that no longer shrinks is the rounding of the equations themselves. */
const ROUNDING = 1e-8;

/** Strengths of competitors; null with `undefinedReason` where they diverge. */
export interface BradleyTerry {
  /** Log strengths with mean 0: P(i beats j) = 1 / (1 + exp(s_j − s_i)). */
  readonly logStrengths: readonly number[] | null;
  /** The same on the Elo scale: 400 points are odds of 10 to 1. */
  readonly eloRatings: readonly number[] | null;
  readonly undefinedReason: "too_few_competitors" | "separation" | "no_convergence" | null;
}

/**
 * Bradley–Terry strengths from pairwise wins.
 *
 * Shapes  wins[i][j]: times i beat j, a tie counting ½ on both sides; square, the diagonal is ignored.
 * Units   log odds. `pseudoWins` is added to every ordered pair; ½ makes separated data finite.
 * Method  Newton's with halved steps on the concave log-likelihood, until no log strength moves by 1e-13 of the largest.
 * Null    below two competitors; on separation, when some group never lost to the rest (or never met it),
 *         so that the maximum-likelihood strengths are infinite; and where the steps do not end.
 * Source  Bradley & Terry 1952; Ford 1957 for separation.
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
  if (logStrengths === null) return { logStrengths, eloRatings: null, undefinedReason: "no_convergence" };
  return {
    logStrengths,
    eloRatings: logStrengths.map((strength) => (400 / Math.LN10) * strength),
    undefinedReason: null,
  };
}

function maximizeLikelihood(wins: readonly (readonly number[])[]): number[] | null {
  let logs = wins.map(() => 0);
  let likelihood = logLikelihood(wins, logs);
  let previous = Number.POSITIVE_INFINITY;
  for (let step = 0; step < MAXIMUM_NEWTON_STEPS; step += 1) {
    const move = newtonMove(wins, logs);
    if (move === null) return null;
    const size = largest(move) / Math.max(1, largest(logs));
    if (size <= CONVERGED || (size <= ROUNDING && size > previous / 2)) return logs;
    previous = size;
    let share = 1;
    for (;;) {
      const next = logs.map((value, i) => value + share * (move[i] as number));
      const reached = logLikelihood(wins, next);
      // Below the rounding of the likelihood only the step itself tells whether it is at the top.
      if (reached >= likelihood - 1e-12 * Math.abs(likelihood)) {
        logs = next;
        likelihood = reached;
        break;
      }
      share /= 2;
      if (share < 1e-12) return null;
    }
  }
  return null;
}

function largest(values: readonly number[]): number {
  return Math.max(...values.map(Math.abs));
}

/** Σ wins × log P(win), without the rounding of probabilities near 1. */
function logLikelihood(wins: readonly (readonly number[])[], logs: readonly number[]): number {
  let sum = 0;
  for (const [i, row] of wins.entries()) {
    for (const [j, count] of row.entries()) {
      if (count === 0) continue;
      const lead = (logs[i] as number) - (logs[j] as number);
      sum -= count * (lead > 0 ? Math.log1p(Math.exp(-lead)) : Math.log1p(Math.exp(lead)) - lead);
    }
  }
  return sum;
}

/** The Newton step of log strengths whose mean stays 0; null where the equations have no solution in numbers. */
function newtonMove(wins: readonly (readonly number[])[], logs: readonly number[]): number[] | null {
  const size = wins.length;
  // Only differences of strengths matter; a last row and column of ones holds their mean at 0.
  const equations = Array.from({ length: size + 1 }, () => new Float64Array(size + 2));
  const at = (row: number): Float64Array => equations[row] as Float64Array;
  for (let i = 0; i < size; i += 1) {
    at(i)[size] = 1;
    at(size)[i] = 1;
    for (let j = 0; j < i; j += 1) {
      const [won, lost] = [wins[i]?.[j] ?? 0, wins[j]?.[i] ?? 0];
      if (won + lost === 0) continue;
      const lead = (logs[i] as number) - (logs[j] as number);
      const [ahead, behind] = [1 / (1 + Math.exp(-lead)), 1 / (1 + Math.exp(lead))];
      const weight = (won + lost) * ahead * behind;
      const slope = won * behind - lost * ahead;
      at(i)[i] = (at(i)[i] as number) + weight;
      at(j)[j] = (at(j)[j] as number) + weight;
      at(i)[j] = (at(i)[j] as number) - weight;
      at(j)[i] = (at(j)[i] as number) - weight;
      at(i)[size + 1] = (at(i)[size + 1] as number) + slope;
      at(j)[size + 1] = (at(j)[size + 1] as number) - slope;
    }
  }
  const solution = solveLinear(equations);
  return solution === null ? null : solution.slice(0, size);
}

/**
 * Whether every node of a directed graph reaches every other one.
 *
 * Shapes  edges[i][j] > 0 where i points to j; square.
 * Method  everything is reachable from node 0 along the edges, and against them.
 */
function isStronglyConnected(edges: readonly (readonly number[])[]): boolean {
  return reachesAll(edges, (i, j) => edges[i]?.[j] ?? 0) && reachesAll(edges, (i, j) => edges[j]?.[i] ?? 0);
}

function reachesAll(
  edges: readonly (readonly number[])[],
  weight: (from: number, to: number) => number,
): boolean {
  const seen = new Set([0]);
  for (const from of seen) {
    for (let to = 0; to < edges.length; to += 1) if (weight(from, to) > 0) seen.add(to);
  }
  return seen.size >= edges.length;
}
