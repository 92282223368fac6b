import { groupByCluster } from "../group-by-cluster.js";

/**
 * The mean of each cluster, with its share of the size of the largest one.
 *
 * Shapes  values, clusters: length n >= 1; result: one entry per cluster, in the order of their first value.
 * Units   means in those of the values; weights in (0, 1].
 * @throws PairLengthError when the lengths differ.
 */
export function clusterMeans(
  values: readonly number[],
  clusters: readonly string[],
): { readonly means: readonly number[]; readonly weights: readonly number[] } {
  const groups = groupByCluster(values, { clusters, statistic: "clusterMeans" });
  const largest = groups.reduce((most, { length }) => Math.max(most, length), 0);
  return {
    means: groups.map((group) => group.reduce((sum, value) => sum + value, 0) / group.length),
    weights: groups.map(({ length }) => length / largest),
  };
}
