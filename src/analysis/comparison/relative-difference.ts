import type { MetricDifference } from "../../domain/comparison/metric-difference.js";

/**
 * A difference as a share of the baseline's mean.
 *
 * Null    where the baseline's mean is not above 0, and for metrics whose range reaches below 0: they have no ratio.
 */
export function relativeDifference({
  baselineMean,
  meanDifference,
  interval,
  range,
}: Pick<
  MetricDifference,
  "baselineMean" | "meanDifference" | "interval" | "range"
>): MetricDifference["relative"] {
  if (baselineMean === null || meanDifference === null || baselineMean <= 0) return null;
  if (range !== null && range.minimum < 0) return null;
  // What the mean of the candidate cannot reach from there is not plausible.
  const [least, most] =
    range === null
      ? [-baselineMean, Number.POSITIVE_INFINITY]
      : [range.minimum - baselineMean, range.maximum - baselineMean];
  const share = (value: number): number => Math.min(most, Math.max(least, value)) / baselineMean;
  return {
    estimate: meanDifference / baselineMean,
    lower: interval === null ? null : share(interval.lower),
    upper: interval === null ? null : share(interval.upper),
  };
}
