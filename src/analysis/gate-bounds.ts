import type { MetricSummary } from "../domain/experiment-summary.js";
import type { MetricDifference } from "../domain/metric-difference.js";
import { tInterval } from "../statistics/t-interval.js";
import { wilsonInterval } from "../statistics/wilson-interval.js";

/** One-sided bounds of an estimate, each at level 1 − alpha. */
export interface Bounds {
  readonly lowerBound: number | null;
  readonly upperBound: number | null;
}

const UNKNOWN: Bounds = { lowerBound: null, upperBound: null };

/**
 * Bounds of a mean: t, or Wilson's for yes-or-no values of one repetition, whose spread is zero just when all passed.
 *
 * Null    below two items, and for an alpha of ½ or more. Equal numbers have the mean itself as bounds.
 */
export function meanBounds(summary: MetricSummary, alpha: number): Bounds {
  const { n, mean, standardError, dataType, scoredRuns } = summary;
  if (alpha >= 0.5) return UNKNOWN;
  const level = 1 - 2 * alpha;
  const isShare = dataType === "BOOLEAN" && scoredRuns === n && mean !== null;
  const interval = isShare
    ? wilsonInterval({ successes: Math.round(mean * n), n }, level)
    : tInterval({ n, mean, standardError }, level);
  return { lowerBound: interval?.lower ?? null, upperBound: interval?.upper ?? null };
}

/** The mean difference, turned so that above zero is better. */
export function changeForTheBetter({ meanDifference, higherIsBetter }: MetricDifference): number | null {
  if (meanDifference === null) return null;
  return higherIsBetter || meanDifference === 0 ? meanDifference : -meanDifference;
}

/**
 * Bounds of a change for the better: t on the pairs, cluster-robust where the comparison was. After looking repeatedly
 * the anytime-valid interval, which is two-sided and so a little wide.
 */
export function changeBounds(difference: MetricDifference, alpha: number): Bounds {
  const { meanDifference: mean, standardError, degreesOfFreedom, higherIsBetter } = difference;
  const interval =
    difference.intervalMethod === "confidence_sequence"
      ? difference.interval
      : degreesOfFreedom === null || alpha >= 0.5
        ? null
        : tInterval({ n: degreesOfFreedom + 1, mean, standardError }, 1 - 2 * alpha);
  if (interval === null) return UNKNOWN;
  const { lower, upper } = interval;
  return higherIsBetter
    ? { lowerBound: lower, upperBound: upper }
    : { lowerBound: -upper, upperBound: -lower };
}
