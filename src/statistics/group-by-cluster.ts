import { PairLengthError } from "./pair-length-error.js";

/**
 * Values of each cluster, clusters in the order of their first value.
 *
 * Shapes  values, clusters: length n, clusters[i] being the cluster of values[i].
 * @throws PairLengthError when the lengths differ.
 */
export function groupByCluster(
  values: readonly number[],
  { clusters, statistic }: { readonly clusters: readonly string[]; readonly statistic: string },
): number[][] {
  if (clusters.length !== values.length) {
    throw new PairLengthError(statistic, { values: values.length, clusters: clusters.length });
  }
  const groups = new Map<string, number[]>();
  for (const [index, value] of values.entries()) {
    const cluster = clusters[index] as string;
    const group = groups.get(cluster);
    if (group === undefined) groups.set(cluster, [value]);
    else group.push(value);
  }
  return [...groups.values()];
}
