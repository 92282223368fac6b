import type { BySide } from "../../domain/comparison/by-side.js";
import type { MetricRange } from "../../domain/comparison/metric-difference.js";
import type { PairedSample } from "../items/paired-sample.js";
import { type FailingSide, failureRate } from "./differential-failure.js";

/** Differences with the missing values taken as the worst and as the best for the candidate. */
export interface WorstCaseFills {
  readonly lowest: readonly number[];
  readonly highest: readonly number[];
  /** Clusters of the filled differences: an item without a pair is a cluster of its own; null without clusters. */
  readonly clusters: readonly string[] | null;
  /** Items that lack a value on one side or both, repetitions included. */
  readonly items: number;
}

type Sample = Pick<
  PairedSample,
  "baseline" | "candidate" | "differences" | "baselineOnly" | "candidateOnly" | "missingShares" | "clusters"
>;

/**
 * Fills the values that failed or unscored runs lack with the extremes they can have: of the metric's range, or, without
 * one, of the values that were observed.
 *
 * Null    when nothing is missing. Runs that have not ended are not missing: of a side that is not done, at most as many
 *         items are filled as runs failed or stayed unscored.
 */
export function worstCaseFills(
  sample: Sample,
  {
    sides,
    missingInBoth,
    range,
  }: {
    readonly sides: BySide<FailingSide>;
    readonly missingInBoth: number;
    readonly range: MetricRange | null;
  },
): WorstCaseFills | null {
  const limits = { baseline: limitOf(sides.baseline), candidate: limitOf(sides.candidate) };
  const baselineOnly = sample.baselineOnly.slice(0, limits.candidate);
  const candidateOnly = sample.candidateOnly.slice(0, limits.baseline);
  const both = Math.min(missingInBoth, limits.baseline, limits.candidate);
  const isWhole = sides.baseline.isComplete && sides.candidate.isComplete;
  const shares = isWhole ? sample.missingShares : null;
  const partial =
    shares === null ? 0 : sample.differences.filter((_, index) => isPartial(shares, index)).length;
  const items = baselineOnly.length + candidateOnly.length + both + partial;
  if (items === 0 || sample.differences.length === 0) return null;
  const extremes = range ?? observedExtremes(sample);
  const fill = (worst: number, best: number): number[] => [
    ...sample.differences.map((difference, index) => {
      if (shares === null || !isPartial(shares, index)) return difference;
      const mix = (value: number, share: number, filled: number): number =>
        value * (1 - share) + filled * share;
      const baseline = mix(sample.baseline[index] as number, shares.baseline[index] as number, best);
      return mix(sample.candidate[index] as number, shares.candidate[index] as number, worst) - baseline;
    }),
    ...baselineOnly.map((value) => worst - value),
    ...candidateOnly.map((value) => value - best),
    ...Array.from({ length: both }, () => worst - best),
  ];
  const { minimum, maximum } = extremes;
  const added = baselineOnly.length + candidateOnly.length + both;
  return {
    lowest: fill(minimum, maximum),
    highest: fill(maximum, minimum),
    clusters:
      sample.clusters === null
        ? null
        : [...sample.clusters, ...Array.from({ length: added }, (_, index) => `missing:${index}`)],
    items,
  };
}

function limitOf({ metric, isComplete }: FailingSide): number {
  const { failedRuns, unscoredRuns } = failureRate(metric);
  return isComplete ? Number.POSITIVE_INFINITY : failedRuns + unscoredRuns;
}

function isPartial(shares: NonNullable<PairedSample["missingShares"]>, index: number): boolean {
  return (shares.baseline[index] as number) > 0 || (shares.candidate[index] as number) > 0;
}

function observedExtremes({ baseline, candidate, baselineOnly, candidateOnly }: Sample) {
  let minimum = Number.POSITIVE_INFINITY;
  let maximum = Number.NEGATIVE_INFINITY;
  for (const values of [baseline, candidate, baselineOnly, candidateOnly]) {
    for (const value of values) {
      if (value < minimum) minimum = value;
      if (value > maximum) maximum = value;
    }
  }
  return { minimum, maximum };
}
