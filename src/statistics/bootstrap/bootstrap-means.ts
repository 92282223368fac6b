import { groupByCluster } from "../group-by-cluster.js";
import { assertFinite } from "../non-finite-value-error.js";
import { requireCount } from "../require-parameter.js";

/** How to draw resamples. */
export interface ResamplingPlan {
  readonly random: () => number;
  readonly resamples: number;
  /** The cluster of each value; whole clusters are then drawn. */
  readonly clusters?: readonly string[];
}

/**
 * Means of resamples drawn with replacement. Nothing is drawn where all resamples are the same.
 *
 * Shapes  values: length n >= 1; result: one mean per resample.
 * Units   those of the values.
 * Source  Efron 1979; Cameron, Gelbach & Miller 2008 for clusters.
 * @throws NonFiniteValueError
 * @throws PairLengthError when there is not one cluster per value.
 */
export function bootstrapMeans(values: readonly number[], plan: ResamplingPlan): Float64Array {
  assertFinite(values, "bootstrapMeans");
  requireCount(plan.resamples, { statistic: "bootstrapMeans", name: "resamples" });
  const groups =
    plan.clusters === undefined
      ? values.map((value) => [value])
      : groupByCluster(values, { clusters: plan.clusters, statistic: "bootstrapMeans" });
  const sums = Float64Array.from(groups, (group) => group.reduce((sum, value) => sum + value, 0));
  const sizes = Float64Array.from(groups, (group) => group.length);
  const { random, resamples } = plan;
  const resampled = (choose: () => number): number => {
    let sum = 0;
    let size = 0;
    for (let draw = 0; draw < sums.length; draw += 1) {
      const chosen = choose();
      sum += sums[chosen] as number;
      size += sizes[chosen] as number;
    }
    return sum / size;
  };
  const isSame = sums.every((sum) => sum === sums[0]) && sizes.every((size) => size === sizes[0]);
  if (isSame) return new Float64Array(resamples).fill(resampled(() => 0));
  return Float64Array.from({ length: resamples }, () => resampled(() => Math.floor(random() * sums.length)));
}

/**
 * Means of the values with one value, or one whole cluster, left out at a time.
 *
 * Shapes  as for `bootstrapMeans`; result: one mean per value or cluster. Empty below two of them.
 */
export function leaveOneOutMeans(values: readonly number[], clusters?: readonly string[]): number[] {
  const groups =
    clusters === undefined
      ? values.map((value) => [value])
      : groupByCluster(values, { clusters, statistic: "leaveOneOutMeans" });
  if (groups.length < 2) return [];
  const total = values.reduce((sum, value) => sum + value, 0);
  return groups.map((group) => {
    const sum = group.reduce((part, value) => part + value, 0);
    return (total - sum) / (values.length - group.length);
  });
}
