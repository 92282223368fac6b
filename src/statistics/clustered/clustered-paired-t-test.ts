import { studentTSurvival } from "../distributions/student-t.js";
import { isNegligibleSpread } from "../negligible-spread.js";
import { type ClusteredMean, clusteredMean } from "./clustered-mean.js";

/** A clustered mean difference with its test against zero. */
export interface ClusteredPairedTTest {
  readonly estimate: ClusteredMean;
  readonly t: number | null;
  readonly pValue: number | null;
  readonly undefinedReason: "no_pairs" | "one_cluster" | "zero_variance" | null;
}

/**
 * Two-sided paired t test whose items come in clusters: the clustered formula on the differences.
 *
 * Shapes  differences, clusters: length n >= 0; clusters[i] names the cluster of item i.
 * Units   score points; p in [0, 1]; C − 1 degrees of freedom for C clusters.
 * Null    t and p below two clusters, and at zero variance.
 * Source  Miller 2024 (arXiv:2411.00640) §4.
 * @throws NonFiniteValueError
 * @throws PairLengthError when the lengths differ.
 */
export function clusteredPairedTTest(
  differences: readonly number[],
  options: { readonly clusters: readonly string[]; readonly level: number },
): ClusteredPairedTTest {
  const estimate = clusteredMean(differences, options);
  const { mean, standardErrorCr1, degreesOfFreedom } = estimate;
  if (mean === null) return { estimate, t: null, pValue: null, undefinedReason: "no_pairs" };
  if (standardErrorCr1 === null || degreesOfFreedom === null) {
    return { estimate, t: null, pValue: null, undefinedReason: "one_cluster" };
  }
  // Cluster sums may cancel to nothing although the differences vary.
  if (isNegligibleSpread(standardErrorCr1, mean)) {
    return { estimate, t: null, pValue: null, undefinedReason: "zero_variance" };
  }
  const t = mean / standardErrorCr1;
  return {
    estimate,
    t,
    pValue: 2 * studentTSurvival(Math.abs(t), degreesOfFreedom),
    undefinedReason: null,
  };
}
