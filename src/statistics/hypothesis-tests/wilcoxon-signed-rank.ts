import { normalSurvival } from "../distributions/normal.js";
import { midRanks } from "../mid-ranks.js";
import { assertFinite } from "../non-finite-value-error.js";

/** Up to this many non-zero differences the exact distribution is computed. */
const MOST_EXACT = 200;

/** Result of a signed-rank test; null with `undefinedReason` where undefined. */
export interface WilcoxonSignedRank {
  readonly nonZero: number;
  readonly positiveRankSum: number;
  readonly negativeRankSum: number;
  /** Exact given the ties; null above 200 non-zero differences. */
  readonly pValueExact: number | null;
  readonly z: number | null;
  readonly pValueNormal: number | null;
  /** With the continuity correction of ½. */
  readonly pValueNormalCorrected: number | null;
  /** Matched rank-biserial correlation, in [-1, 1]: the effect size that goes with the test. */
  readonly rankBiserial: number | null;
  readonly undefinedReason: "no_pairs" | "all_differences_zero" | null;
}

/**
 * Two-sided Wilcoxon signed-rank test that the differences are symmetric about zero.
 *
 * It is about the pseudo-median, not the mean: on skewed differences it may disagree with the t test, so
 * report it beside a verdict on means, not as one.
 *
 * Shapes  differences: length n >= 0. Zeros are dropped, equal sizes get mid-ranks.
 * Method  exact: distribution of the rank sum under all sign patterns, given the ties.
 * Null    p for n = 0; z and rankBiserial when all differences are zero, where p = 1.
 * Source  Wilcoxon 1945; Pratt & Gibbons 1981 for ties; Kerby 2014 for the effect size.
 * @throws NonFiniteValueError
 */
export function wilcoxonSignedRank(differences: readonly number[]): WilcoxonSignedRank {
  assertFinite(differences, "wilcoxonSignedRank");
  const kept = differences.filter((difference) => difference !== 0);
  const n = kept.length;
  const { ranks, tieSizes } = midRanks(kept.map(Math.abs));
  const total = (n * (n + 1)) / 2;
  const positiveRankSum = kept.reduce((sum, value, i) => (value > 0 ? sum + (ranks[i] as number) : sum), 0);
  const negativeRankSum = total - positiveRankSum;
  const base = { nonZero: n, positiveRankSum, negativeRankSum };
  if (n === 0) {
    const isEmpty = differences.length === 0;
    return {
      ...base,
      pValueExact: isEmpty ? null : 1,
      z: null,
      pValueNormal: null,
      pValueNormalCorrected: null,
      rankBiserial: null,
      undefinedReason: isEmpty ? "no_pairs" : "all_differences_zero",
    };
  }
  const ties = tieSizes.reduce((sum, size) => sum + (size ** 3 - size), 0);
  const deviation = Math.sqrt((n * (n + 1) * (2 * n + 1)) / 24 - ties / 48);
  const excess = positiveRankSum - total / 2;
  const corrected = Math.max(0, Math.abs(excess) - 0.5) / deviation;
  const smaller = Math.min(positiveRankSum, negativeRankSum);
  return {
    ...base,
    pValueExact: n > MOST_EXACT ? null : Math.min(1, 2 * lowerTail(ranks, smaller)),
    z: excess / deviation,
    pValueNormal: Math.min(1, 2 * normalSurvival(Math.abs(excess / deviation))),
    pValueNormalCorrected: Math.min(1, 2 * normalSurvival(corrected)),
    rankBiserial: (positiveRankSum - negativeRankSum) / total,
    undefinedReason: null,
  };
}

/** P(rank sum <= limit) when each rank counts with probability ½. Ranks are doubled: mid-ranks are halves. */
function lowerTail(ranks: readonly number[], limit: number): number {
  const last = Math.round(2 * limit);
  const probability = new Float64Array(last + 1);
  probability[0] = 1;
  for (const rank of ranks) {
    const doubled = Math.round(2 * rank);
    for (let sum = last; sum >= 0; sum -= 1) {
      const without = probability[sum] as number;
      const withRank = sum >= doubled ? (probability[sum - doubled] as number) : 0;
      probability[sum] = (without + withRank) / 2;
    }
  }
  return probability.reduce((sum, value) => sum + value, 0);
}
