import type { Interval } from "../domain/experiment/experiment-summary.js";
import { describe, sizeOf } from "./describe.js";
import { studentTSurvival } from "./distributions/student-t.js";
import { isNegligibleSpread } from "./negligible-spread.js";
import { requireOpenUnit } from "./require-parameter.js";
import { tInterval } from "./t-interval.js";

/** Result of a paired t test; null with `undefinedReason` where the science gives no answer. */
export interface PairedTTest {
  readonly n: number;
  readonly meanDifference: number | null;
  readonly standardDeviation: number | null;
  readonly standardError: number | null;
  readonly t: number | null;
  readonly degreesOfFreedom: number | null;
  readonly pValue: number | null;
  readonly interval: Interval | null;
  readonly undefinedReason: "no_pairs" | "one_pair" | "zero_variance" | null;
}

/**
 * Two-sided paired t test on the mean difference, with its interval.
 *
 * Shapes  differences: length n >= 0, one per item.
 * Units   score points; p in [0, 1].
 * Null    p and interval for n < 2; p for zero variance, where the interval is the point itself.
 * Source  Student 1908; Miller 2024 (arXiv:2411.00640) §4 for evaluations.
 * @throws NonFiniteValueError
 * @throws StatisticInputError when the level is outside (0, 1).
 */
export function pairedTTest(
  differences: readonly number[],
  { level }: { readonly level: number },
): PairedTTest {
  requireOpenUnit(level, { statistic: "pairedTTest", name: "level" });
  const sample = describe(differences);
  const { n, mean, standardDeviation, standardError } = sample;
  const degreesOfFreedom = n === 0 ? null : n - 1;
  const base = { n, meanDifference: mean, standardDeviation, standardError, t: null, degreesOfFreedom };
  if (mean === null || standardDeviation === null || standardError === null) {
    const undefinedReason = n === 0 ? "no_pairs" : "one_pair";
    return { ...base, pValue: null, interval: null, undefinedReason };
  }
  if (isNegligibleSpread(standardDeviation, sizeOf(sample))) {
    return {
      ...base,
      standardDeviation: 0,
      standardError: 0,
      pValue: null,
      interval: { level, lower: mean, upper: mean },
      undefinedReason: "zero_variance",
    };
  }
  const t = mean / standardError;
  const pValue = 2 * studentTSurvival(Math.abs(t), n - 1);
  return { ...base, t, pValue, interval: tInterval(sample, level), undefinedReason: null };
}
