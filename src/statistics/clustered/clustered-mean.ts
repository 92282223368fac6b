import { describe } from "../describe.js";
import { studentTQuantile } from "../distributions/student-t.js";
import { groupByCluster } from "../group-by-cluster.js";
import type { Interval } from "../interval.js";
import { isNegligibleSpread } from "../negligible-spread.js";
import { requireOpenUnit } from "../require-parameter.js";

/** A mean whose observations come in clusters, with what the clusters cost in precision. */
export interface ClusteredMean {
  readonly n: number;
  readonly clusterCount: number;
  readonly mean: number | null;
  /** As if the observations were independent. */
  readonly standardErrorIndependent: number | null;
  /** Miller's formula: no correction for few clusters. */
  readonly standardErrorCr0: number | null;
  /** CR0 with C / (C − 1) under the root; the one to report. */
  readonly standardErrorCr1: number | null;
  /** Variance inflation, (CR1 / independent)²: n divided by it is the effective sample size. */
  readonly designEffect: number | null;
  readonly degreesOfFreedom: number | null;
  readonly interval: Interval | null;
  readonly undefinedReason: "no_values" | "one_cluster" | "zero_variance" | null;
}

/**
 * Mean with a cluster-robust standard error and its t interval on C − 1 degrees of freedom.
 *
 * Shapes  values, clusters: length n >= 0; clusters[i] names the cluster (document, task family) of item i.
 * Units   those of the values; designEffect is a ratio.
 * Null    standard errors and interval below two clusters; designEffect at zero variance.
 * Source  Miller 2024 (arXiv:2411.00640) §3; Liang & Zeger 1986.
 * @throws NonFiniteValueError
 * @throws PairLengthError when the lengths differ.
 */
export function clusteredMean(
  values: readonly number[],
  { clusters, level }: { readonly clusters: readonly string[]; readonly level: number },
): ClusteredMean {
  requireOpenUnit(level, { statistic: "clusteredMean", name: "level" });
  const { n, mean, standardError, standardDeviation } = describe(values);
  const groups = groupByCluster(values, { clusters, statistic: "clusteredMean" });
  const clusterCount = groups.length;
  if (mean === null || clusterCount < 2) {
    return {
      n,
      clusterCount,
      mean,
      standardErrorIndependent: standardError,
      standardErrorCr0: null,
      standardErrorCr1: null,
      designEffect: null,
      degreesOfFreedom: null,
      interval: null,
      undefinedReason: n === 0 ? "no_values" : "one_cluster",
    };
  }
  const squares = groups.map((group) => group.reduce((sum, value) => sum + (value - mean), 0) ** 2);
  const isFlat = standardDeviation === null || isNegligibleSpread(standardDeviation, mean);
  const cr0 = isFlat ? 0 : Math.sqrt(squares.reduce((sum, square) => sum + square, 0)) / n;
  const cr1 = cr0 * Math.sqrt(clusterCount / (clusterCount - 1));
  const half = -studentTQuantile((1 - level) / 2, clusterCount - 1) * cr1;
  return {
    n,
    clusterCount,
    mean,
    standardErrorIndependent: isFlat ? 0 : standardError,
    standardErrorCr0: cr0,
    standardErrorCr1: cr1,
    designEffect: isFlat || standardError === null ? null : (cr1 / standardError) ** 2,
    degreesOfFreedom: clusterCount - 1,
    interval: { level, lower: mean - half, upper: mean + half },
    undefinedReason: isFlat ? "zero_variance" : null,
  };
}
