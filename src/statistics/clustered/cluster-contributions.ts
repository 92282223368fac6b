import { groupByCluster } from "../group-by-cluster.js";
import { meanOf } from "../mean.js";

/**
 * What each cluster contributes to the mean of all items: one value per cluster, whose mean is that of the items and whose
 * scatter is the cluster-robust one, so that what is made for independent values can be asked about clusters.
 *
 * Shapes  values, clusters: length n >= 1; result: one value per cluster, in the order of their first value.
 * Units   those of the values. With clusters of one size the clusters' means; with clusters of one item the values themselves.
 * Method  mean + (size / average size) × (mean of the cluster − mean): the linearised ratio of cluster sums to sizes.
 * @throws PairLengthError when the lengths differ.
 */
export function clusterContributions(values: readonly number[], clusters: readonly string[]): number[] {
  const groups = groupByCluster(values, { clusters, statistic: "clusterContributions" });
  if (groups.length === values.length) return [...values];
  const mean = meanOf(values);
  const averageSize = values.length / groups.length;
  return groups.map((group) => mean + (group.length / averageSize) * (meanOf(group) - mean));
}
