import type { Interval } from "../../domain/experiment/experiment-summary.js";
import { describe, sizeOf } from "../describe.js";
import { studentTQuantile, studentTSurvival } from "../distributions/student-t.js";
import { groupByCluster } from "../group-by-cluster.js";
import { isNegligibleSpread } from "../negligible-spread.js";
import { requireOpenUnit } from "../require-parameter.js";

/** A mean of clustered observations with its test against zero; null with `undefinedReason` where undefined. */
export interface BellMcCaffreyTTest {
  readonly n: number;
  readonly clusterCount: number;
  readonly mean: number | null;
  /** CR2: squared cluster sums, each divided by the share of the items outside its cluster. */
  readonly standardError: number | null;
  /** Satterthwaite's; C − 1 for C clusters of one size, fewer for unequal ones, 1 at least. */
  readonly degreesOfFreedom: number | null;
  readonly interval: Interval | null;
  readonly pValue: number | null;
  readonly undefinedReason: "no_values" | "one_cluster" | "zero_variance" | null;
}

/**
 * Two-sided t test of a mean whose observations come in clusters, by the bias-reduced cluster-robust error (CR2) on
 * Satterthwaite's degrees of freedom. Keeps its error rate where few clusters, or one that holds much of the items,
 * make CR1 on C − 1 degrees of freedom far too sure; with clusters of one size both are the same.
 *
 * Shapes  values, clusters: length n >= 0; clusters[i] names the cluster of item i.
 * Units   those of the values; p in [0, 1].
 * Method  degrees of freedom under independence, which errs to the safe side when items of a cluster are alike.
 * Null    error, interval and p below two clusters; interval and p at zero variance.
 * Source  Bell & McCaffrey 2002; Imbens & Kolesár 2016. Reduced to an intercept: n² / (Σ n_c² + Σ_{c≠d} a_c a_d) with
 *         a_c = n_c² / (n − n_c).
 * @throws NonFiniteValueError
 * @throws PairLengthError when the lengths differ.
 * @throws StatisticInputError when the level is outside (0, 1).
 */
export function bellMcCaffreyTTest(
  values: readonly number[],
  { clusters, level }: { readonly clusters: readonly string[]; readonly level: number },
): BellMcCaffreyTTest {
  const statistic = "bellMcCaffreyTTest";
  requireOpenUnit(level, { statistic, name: "level" });
  const sample = describe(values);
  const { n, mean, standardDeviation } = sample;
  const groups = groupByCluster(values, { clusters, statistic });
  const clusterCount = groups.length;
  const unknown = { standardError: null, degreesOfFreedom: null, interval: null, pValue: null };
  if (mean === null || clusterCount < 2)
    return { n, clusterCount, mean, ...unknown, undefinedReason: n === 0 ? "no_values" : "one_cluster" };
  const degreesOfFreedom = satterthwaite(
    groups.map(({ length }) => length),
    n,
  );
  const squares = groups.reduce((total, group) => {
    const sum = group.reduce((partial, value) => partial + (value - mean), 0);
    return total + sum ** 2 / (1 - group.length / n);
  }, 0);
  const isFlat = standardDeviation === null || isNegligibleSpread(standardDeviation, sizeOf(sample));
  const standardError = isFlat ? 0 : Math.sqrt(squares) / n;
  const shared = { n, clusterCount, mean, standardError, degreesOfFreedom };
  // Cluster sums may cancel to nothing although the values vary.
  if (isNegligibleSpread(standardError, sizeOf(sample)))
    return { ...shared, interval: null, pValue: null, undefinedReason: "zero_variance" };
  const half = -studentTQuantile((1 - level) / 2, degreesOfFreedom) * standardError;
  return {
    ...shared,
    interval: { level, lower: mean - half, upper: mean + half },
    pValue: 2 * studentTSurvival(Math.abs(mean) / standardError, degreesOfFreedom),
    undefinedReason: null,
  };
}

function satterthwaite(sizes: readonly number[], n: number): number {
  let [squares, leverage, leverageSquares] = [0, 0, 0];
  for (const size of sizes) {
    const share = size ** 2 / (n - size);
    squares += size ** 2;
    leverage += share;
    leverageSquares += share ** 2;
  }
  // Rounding may take a hair off the whole number that equal sizes have.
  const found = n ** 2 / (squares + leverage ** 2 - leverageSquares);
  const whole = Math.round(found);
  return Math.max(1, Math.abs(found - whole) < 1e-9 * whole ? whole : found);
}
