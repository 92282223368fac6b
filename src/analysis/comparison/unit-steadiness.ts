import { clusterContributions } from "../../statistics/clustered/cluster-contributions.js";
import { clusterMeans } from "../../statistics/clustered/cluster-means.js";
import { snapDifference } from "../../statistics/snap-difference.js";
import type { PairedSample } from "../items/paired-sample.js";
import { type Steadiness, steadinessOf } from "./steadiness.js";
import type { WorstCaseFills } from "./worst-case-fills.js";

/** Differences with their clusters; null where items are independent. */
type Sample = Pick<PairedSample, "differences" | "clusters">;

/**
 * How steady the differences of independent units are: of items, or of clusters, where those are declared.
 *
 * Method  of clusters the most frequent mean, and the scatter of what they contribute to the mean of all items. An item
 *         with missing values leaves its cluster, and one without a pair is a cluster that varies as little as it can.
 */
export function unitSteadiness({ differences, clusters }: Sample, fills: WorstCaseFills | null): Steadiness {
  if (clusters === null) return steadinessOf(differences, fills)(null);
  const isKnown = (index: number): boolean => fills === null || fills.lowest[index] === fills.highest[index];
  const known = differences.filter((_, index) => isKnown(index));
  const theirs = clusters.filter((_, index) => isKnown(index));
  const { n, squares } = steadinessOf(clusterContributions(known, theirs), null)(null);
  const means = clusterMeans(known, theirs).means.map((mean) => snapDifference(mean));
  const { mostFrequent } = steadinessOf(means, null)(null);
  const others = new Set(fills?.clusters ?? clusters).size - n;
  return { n: n + others, mostFrequent: mostFrequent + others, squares };
}
