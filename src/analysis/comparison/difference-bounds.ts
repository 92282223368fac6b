import type { DifferenceBounds, MetricRange } from "../../domain/comparison/metric-difference.js";
import { bettingMeanBounds, bettingMeanPValue } from "../../statistics/bounded/betting-mean-bounds.js";
import {
  type BellMcCaffreyTTest,
  bellMcCaffreyTTest,
} from "../../statistics/clustered/bell-mccaffrey-t-test.js";
import { clusterContributions } from "../../statistics/clustered/cluster-contributions.js";
import { clusterMeans } from "../../statistics/clustered/cluster-means.js";
import { studentTSurvival } from "../../statistics/distributions/student-t.js";
import { pairedTTest } from "../../statistics/paired-t-test.js";
import { skewnessAdjustedTTest } from "../../statistics/skewness-adjusted-t-test.js";
import { rangeWidth } from "./range-width.js";

/** Differences of one metric, as far as bounds need them. */
export interface BoundedSample {
  readonly differences: readonly number[];
  readonly clusters: readonly string[] | null;
  readonly range: Pick<MetricRange, "minimum" | "maximum"> | null;
}

/**
 * One-sided bounds of a mean difference, each at level 1 − alpha, for claims that need proof: not worse than, equivalent.
 *
 * Method  betting on the range of the differences, for any distribution; without a range the wider of Student's t and the
 *         t corrected for skewness. With clusters the cluster-robust t, never narrower than betting on the clusters' means.
 * Null    without pairs, for an alpha of ½ or more, and at zero variance of an unbounded metric.
 */
export function differenceBounds(sample: BoundedSample, alpha: number): DifferenceBounds | null {
  const { differences, clusters, range } = sample;
  if (differences.length === 0 || alpha >= 0.5) return null;
  const level = 1 - 2 * alpha;
  const bets = betsOf(sample);
  const betting = bets === null ? null : bettingMeanBounds(bets.values, { ...bets.plan, alpha });
  if (clusters !== null) {
    const { interval } = bellMcCaffreyTTest(differences, { clusters, level });
    if (interval === null) return null;
    const adjusted =
      range === null
        ? skewnessAdjustedTTest(clusterContributions(differences, clusters), { level }).interval
        : null;
    return { ...hull([interval, betting, adjusted]), method: "clustered_t" };
  }
  if (betting !== null) return { ...betting, method: "betting" };
  const { interval, undefinedReason } = pairedTTest(differences, { level });
  if (interval === null || undefinedReason !== null) return null;
  const adjusted = skewnessAdjustedTTest(differences, { level }).interval;
  return { ...hull([interval, adjusted]), method: "skewness_adjusted_t" };
}

/**
 * The p-value of two one-sided tests that the mean difference lies inside ±margin, by the tests behind `differenceBounds`.
 *
 * Null    where those are null.
 * Source  Schuirmann 1987.
 */
export function equivalencePValue(
  { differences, clusters, range }: BoundedSample,
  { margin, alpha }: { readonly margin: number; readonly alpha: number },
): number | null {
  if (differences.length === 0 || alpha >= 0.5) return null;
  const pValues: (number | null)[] = [];
  for (const sign of [1, -1]) {
    const turned = sign === 1 ? differences : differences.map((difference) => -difference);
    const bets = betsOf({ differences: turned, clusters, range });
    if (bets !== null)
      pValues.push(
        bettingMeanPValue(bets.values, { ...bets.plan, alpha, threshold: -margin, alternative: "above" }),
      );
    if (clusters !== null) {
      pValues.push(oneSided(bellMcCaffreyTTest(turned, { clusters, level: 0.95 }), margin));
    } else if (range === null) {
      const { meanDifference: mean, standardError, degreesOfFreedom } = pairedTTest(turned, { level: 0.95 });
      pValues.push(oneSided({ mean, standardError, degreesOfFreedom }, margin));
    }
    if (range === null) {
      const values = clusters === null ? turned : clusterContributions(turned, clusters);
      pValues.push(skewnessAdjustedTTest(values, { level: 0.95, nullMean: -margin }).pValueAbove);
    }
  }
  return pValues.some((pValue) => pValue === null) ? null : Math.max(...(pValues as number[]));
}

function oneSided(
  {
    mean,
    standardError,
    degreesOfFreedom,
  }: Pick<BellMcCaffreyTTest, "mean" | "standardError" | "degreesOfFreedom">,
  margin: number,
): number | null {
  if (mean === null || standardError === null || standardError === 0 || degreesOfFreedom === null)
    return null;
  return studentTSurvival((mean + margin) / standardError, degreesOfFreedom);
}

/** What is bet on: the differences, or the means of their clusters by size; nothing without a range. */
function betsOf({ differences, clusters, range }: BoundedSample) {
  if (range === null) return null;
  if (clusters === null) return { values: differences, plan: { range: mirrored(range) } };
  const { means, weights } = clusterMeans(differences, clusters);
  return { values: means, plan: { range: mirrored(range), weights } };
}

function mirrored(range: Pick<MetricRange, "minimum" | "maximum">) {
  const width = rangeWidth(range);
  return { minimum: -width, maximum: width };
}

function hull(bounds: readonly ({ readonly lower: number; readonly upper: number } | null)[]) {
  const known = bounds.filter((bound) => bound !== null);
  return {
    lower: Math.min(...known.map(({ lower }) => lower)),
    upper: Math.max(...known.map(({ upper }) => upper)),
  };
}
