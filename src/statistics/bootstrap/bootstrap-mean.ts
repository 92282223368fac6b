import type { Interval } from "../../domain/experiment/experiment-summary.js";
import { describe } from "../describe.js";
import { requireOpenUnit } from "../require-parameter.js";
import { bcaInterval } from "./bca-interval.js";
import { bootstrapMeans, leaveOneOutMeans } from "./bootstrap-means.js";
import { percentileInterval } from "./percentile-interval.js";

/** A mean with its bootstrap error and intervals; null with `undefinedReason` where undefined. */
export interface BootstrapMean {
  readonly mean: number | null;
  readonly standardError: number | null;
  readonly bca: Interval | null;
  readonly percentile: Interval | null;
  readonly undefinedReason: "no_values" | "one_value" | "one_cluster" | "all_equal" | null;
}

/**
 * Bootstrap of a mean over items, or over whole clusters of items.
 *
 * Shapes  values: length n >= 0; clusters: length n.
 * Units   those of the values; level in (0, 1).
 * Null    error and intervals with fewer than two values or clusters; equal values give the point itself.
 * Source  Efron & Tibshirani 1993, §14.
 * @throws NonFiniteValueError
 * @throws PairLengthError when there is not one cluster per value.
 */
export function bootstrapMean(
  values: readonly number[],
  options: {
    readonly random: () => number;
    readonly level: number;
    readonly resamples?: number;
    readonly clusters?: readonly string[];
  },
): BootstrapMean {
  const { level, resamples = 10_000, random, clusters } = options;
  requireOpenUnit(level, { statistic: "bootstrapMean", name: "level" });
  const { n, mean } = describe(values);
  const leaveOneOut = leaveOneOutMeans(values, clusters);
  if (mean === null || leaveOneOut.length === 0) {
    const undefinedReason = n === 0 ? "no_values" : n === 1 ? "one_value" : "one_cluster";
    return { mean, standardError: null, bca: null, percentile: null, undefinedReason };
  }
  const plan = { random, resamples, ...(clusters === undefined ? {} : { clusters }) };
  const replicates = bootstrapMeans(values, plan);
  const centre = replicates.reduce((sum, replicate) => sum + replicate, 0) / replicates.length;
  const squares = replicates.reduce((sum, replicate) => sum + (replicate - centre) ** 2, 0);
  const { interval, undefinedReason } = bcaInterval({ estimate: mean, replicates, leaveOneOut }, level);
  return {
    mean,
    standardError: replicates.length < 2 ? null : Math.sqrt(squares / (replicates.length - 1)),
    bca: interval,
    percentile: percentileInterval(replicates, level),
    undefinedReason: undefinedReason === "all_equal" ? "all_equal" : null,
  };
}
