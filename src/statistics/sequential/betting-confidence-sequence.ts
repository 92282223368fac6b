import type { Interval } from "../../domain/experiment/experiment-summary.js";
import { requireOpenUnit } from "../require-parameter.js";
import { predictableBets } from "./predictable-bets.js";
import { unitDifferences } from "./unit-differences.js";

const SEQUENCE_BISECTIONS = 40;

/**
 * Confidence sequence of a mean difference by betting: its intervals hold at all times together and for any distribution on
 * [-1, 1].
 *
 * Shapes  differences in [-1, 1]: length n >= 0 in a fixed, random order; at: prefixes of 1 to n items, ascending; result:
 *         one interval per entry of `at`, each inside the one before.
 * Units   those of the differences; level 1 − alpha.
 * Method  the means against which neither of two gamblers, one betting above and one below, ever had a wealth of 2 / alpha;
 *         the stakes are those of `bettingEProcess`.
 * Source  Waudby-Smith & Ramdas 2023 (arXiv:2010.09686), §4; Ville 1939.
 * @throws NonFiniteValueError
 * @throws StatisticInputError when a difference or alpha is outside its domain.
 */
export function bettingConfidenceSequence(
  differences: readonly number[],
  { alpha, at }: { readonly alpha: number; readonly at: readonly number[] },
): Interval[] {
  requireOpenUnit(alpha, { statistic: "bettingConfidenceSequence", name: "alpha" });
  const units = unitDifferences("bettingConfidenceSequence", differences);
  const mirrored = units.map((unit) => 1 - unit);
  const lower = lowerBounds(units, { alpha, at });
  const upper = lowerBounds(mirrored, { alpha, at });
  return at.map((_, index) => ({
    level: 1 - alpha,
    lower: 2 * (lower[index] as number) - 1,
    upper: 1 - 2 * (upper[index] as number),
  }));
}

function lowerBounds(
  units: readonly number[],
  { alpha, at }: { readonly alpha: number; readonly at: readonly number[] },
): number[] {
  const stakes = predictableBets(units, { alpha, limit: Number.POSITIVE_INFINITY });
  const isRejected = (mean: number, items: number): boolean => {
    const limit = 0.5 / mean;
    let log = 0;
    for (let index = 0; index < items; index += 1) {
      log += Math.log1p(Math.min(limit, stakes[index] as number) * ((units[index] as number) - mean));
      if (log >= Math.log(2 / alpha)) return true;
    }
    return false;
  };
  let bound = 0;
  return at.map((items) => {
    let lower = bound;
    let upper = 1;
    for (let step = 0; step < SEQUENCE_BISECTIONS; step += 1) {
      const middle = (lower + upper) / 2;
      if (isRejected(middle, items)) lower = middle;
      else upper = middle;
    }
    bound = lower;
    return bound;
  });
}
