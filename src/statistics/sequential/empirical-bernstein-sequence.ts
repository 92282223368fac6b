import type { Interval } from "../interval.js";
import { requireOpenUnit } from "../require-parameter.js";
import { predictableBets } from "./predictable-bets.js";
import { unitDifferences } from "./unit-differences.js";

/** Largest stake: the bound needs it below 1. */
const TRUNCATION = 0.5;

/**
 * Empirical-Bernstein confidence sequence of a mean difference: holds at all times together and for any
 * distribution on [-1, 1], at the price of wide intervals early on.
 *
 * Shapes  differences in [-1, 1]: length n >= 0 in a fixed, random order; result: one interval per prefix,
 *         each inside the one before.
 * Units   those of the differences; level 1 − alpha.
 * Source  Waudby-Smith & Ramdas 2023 (arXiv:2010.09686), theorem 2; equal to confseq's `predmix`.
 * @throws NonFiniteValueError
 * @throws StatisticInputError when a difference or alpha is outside its domain.
 */
export function empiricalBernsteinSequence(
  differences: readonly number[],
  { alpha }: { readonly alpha: number },
): Interval[] {
  requireOpenUnit(alpha, { statistic: "empiricalBernsteinSequence", name: "alpha" });
  const units = unitDifferences("empiricalBernsteinSequence", differences);
  const lower = lowerBounds(units, alpha / 2);
  const mirrored = lowerBounds(
    units.map((unit) => 1 - unit),
    alpha / 2,
  );
  return lower.map((bound, index) => ({
    level: 1 - alpha,
    lower: 2 * bound - 1,
    upper: 1 - 2 * (mirrored[index] as number),
  }));
}

/** Running maximum of one-sided lower bounds of the mean of values in [0, 1]. */
function lowerBounds(units: readonly number[], alpha: number): number[] {
  const bets = predictableBets(units, { alpha, limit: TRUNCATION });
  let staked = 0;
  let won = 0;
  let penalty = 0;
  let sum = 0;
  let best = 0;
  return units.map((unit, index) => {
    const bet = bets[index] as number;
    const meanBefore = index === 0 ? 0 : sum / index;
    staked += bet;
    won += bet * unit;
    penalty += (-Math.log1p(-bet) - bet) * (unit - meanBefore) ** 2;
    sum += unit;
    best = Math.max(best, (won - penalty - Math.log(1 / alpha)) / staked);
    return best;
  });
}
