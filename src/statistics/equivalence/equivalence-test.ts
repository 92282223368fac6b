import { describe } from "../describe.js";
import { studentTQuantile, studentTSurvival } from "../distributions/student-t.js";
import type { Interval } from "../interval.js";
import { isNegligibleSpread } from "../negligible-spread.js";
import { requireOpenUnit, requirePositive } from "../require-parameter.js";

/** One of the two one-sided tests. */
interface OneSidedTest {
  readonly t: number;
  readonly pValue: number;
}

/** Result of an equivalence test; null with `undefinedReason` where undefined. */
export interface EquivalenceTest {
  /** Larger of both one-sided p-values. */
  readonly pValue: number | null;
  /** Against a difference of −margin or less. */
  readonly lower: OneSidedTest | null;
  /** Against a difference of +margin or more. */
  readonly upper: OneSidedTest | null;
  /** At level 1 − 2 alpha; equivalence is this interval lying inside (−margin, margin). */
  readonly interval: Interval | null;
  readonly equivalent: boolean | null;
  readonly undefinedReason: "no_pairs" | "one_pair" | "zero_variance" | null;
}

/**
 * Two one-sided tests (TOST) that the mean difference lies within ±margin.
 *
 * Shapes  differences: length n >= 0; margin > 0 in score points; 0 < alpha < ½.
 * Null    everything for n < 2; p at zero variance, where `equivalent` compares the mean itself.
 * Source  Schuirmann 1987.
 * @throws NonFiniteValueError
 * @throws StatisticInputError when margin or alpha is outside its domain.
 */
export function equivalenceTest(
  differences: readonly number[],
  { margin, alpha }: { readonly margin: number; readonly alpha: number },
): EquivalenceTest {
  requirePositive(margin, { statistic: "equivalenceTest", name: "margin" });
  requireOpenUnit(2 * alpha, { statistic: "equivalenceTest", name: "2 × alpha" });
  const { n, mean, standardDeviation, standardError } = describe(differences);
  const undefinedTest = { pValue: null, lower: null, upper: null };
  if (mean === null || standardDeviation === null || standardError === null) {
    const undefinedReason = n === 0 ? "no_pairs" : "one_pair";
    return { ...undefinedTest, interval: null, equivalent: null, undefinedReason };
  }
  const level = 1 - 2 * alpha;
  if (isNegligibleSpread(standardDeviation, mean)) {
    const interval = { level, lower: mean, upper: mean };
    const equivalent = Math.abs(mean) < margin;
    return { ...undefinedTest, interval, equivalent, undefinedReason: "zero_variance" };
  }
  const below = (mean + margin) / standardError;
  const above = (mean - margin) / standardError;
  const lower = { t: below, pValue: studentTSurvival(below, n - 1) };
  const upper = { t: above, pValue: studentTSurvival(-above, n - 1) };
  const pValue = Math.max(lower.pValue, upper.pValue);
  const half = -studentTQuantile(alpha, n - 1) * standardError;
  return {
    pValue,
    lower,
    upper,
    interval: { level, lower: mean - half, upper: mean + half },
    equivalent: pValue < alpha,
    undefinedReason: null,
  };
}
