import type { Interval } from "../../domain/experiment/experiment-summary.js";
import { describe, sizeOf } from "../describe.js";
import { studentTQuantile, studentTSurvival } from "../distributions/student-t.js";
import { isNegligibleSpread } from "../negligible-spread.js";
import { requireOpenUnit } from "../require-parameter.js";

/** Result of Welch's test; null with `undefinedReason` where undefined. */
export interface WelchTTest {
  /** Candidate mean − baseline mean. */
  readonly meanDifference: number | null;
  readonly standardError: number | null;
  readonly t: number | null;
  readonly degreesOfFreedom: number | null;
  readonly pValue: number | null;
  readonly interval: Interval | null;
  readonly undefinedReason: "no_values" | "one_value" | "zero_variance" | null;
}

/**
 * Two-sided unpaired t test without assuming equal variances: the fallback when the two sides share no items.
 *
 * Shapes  baseline, candidate: lengths >= 0, independent of each other.
 * Units   score points; p in [0, 1].
 * Null    t, p and interval with fewer than two values on a side; t and p at zero variance on both.
 * Source  Welch 1947.
 * @throws NonFiniteValueError
 */
export function welchTTest(
  samples: { readonly baseline: readonly number[]; readonly candidate: readonly number[] },
  { level }: { readonly level: number },
): WelchTTest {
  requireOpenUnit(level, { statistic: "welchTTest", name: "level" });
  const baseline = describe(samples.baseline);
  const candidate = describe(samples.candidate);
  const empty = { standardError: null, t: null, degreesOfFreedom: null, pValue: null, interval: null };
  if (baseline.mean === null || candidate.mean === null) {
    return { ...empty, meanDifference: null, undefinedReason: "no_values" };
  }
  const meanDifference = candidate.mean - baseline.mean;
  if (baseline.variance === null || candidate.variance === null) {
    return { ...empty, meanDifference, undefinedReason: "one_value" };
  }
  const shares = [baseline.variance / baseline.n, candidate.variance / candidate.n] as const;
  const variance = shares[0] + shares[1];
  const standardError = Math.sqrt(variance);
  const magnitude = Math.max(sizeOf(baseline), sizeOf(candidate));
  if (isNegligibleSpread(standardError, magnitude)) {
    const interval = { level, lower: meanDifference, upper: meanDifference };
    return { ...empty, meanDifference, standardError: 0, interval, undefinedReason: "zero_variance" };
  }
  const degreesOfFreedom =
    variance ** 2 / (shares[0] ** 2 / (baseline.n - 1) + shares[1] ** 2 / (candidate.n - 1));
  const t = meanDifference / standardError;
  const half = -studentTQuantile((1 - level) / 2, degreesOfFreedom) * standardError;
  return {
    meanDifference,
    standardError,
    t,
    degreesOfFreedom,
    pValue: 2 * studentTSurvival(Math.abs(t), degreesOfFreedom),
    interval: { level, lower: meanDifference - half, upper: meanDifference + half },
    undefinedReason: null,
  };
}
