import type { BySide } from "../../domain/comparison/by-side.js";
import type { ComparisonPolicy } from "../../domain/comparison/comparison-policy.js";
import type { DifferenceReliability } from "../../domain/comparison/difference-reliability.js";
import type { FailingSide } from "./differential-failure.js";
import type { PairTests } from "./test-pairs.js";

/** Below this many units a long tail spoils the t interval. */
const SKEW_MATTERS_BELOW = 100;
const STRONG_SKEW = 1;
const FEW_CLUSTERS = 15;
/** Clusters that count like fewer than this share of them are called unequal. */
const EQUAL_SHARE = 0.75;

/** What the reader must know before believing a difference's figures. */
export function differenceNotes(
  tests: PairTests,
  reliability: DifferenceReliability,
  unclusteredItems: number,
): string[] {
  const notes: string[] = [];
  const { skewness, leaveOneOut, missingBounds } = reliability;
  const units = tests.clusters ?? tests.n;
  if (
    skewness !== null &&
    Math.abs(skewness) > STRONG_SKEW &&
    units < SKEW_MATTERS_BELOW &&
    tests.binary === null
  ) {
    notes.push(
      `the differences have a long tail (skewness ${skewness.toFixed(1)}): with ${units} pairs rare large ones can be missed, and error rates are above the nominal`,
    );
  }
  const [decisive] = leaveOneOut.items;
  if (leaveOneOut.flips !== null && leaveOneOut.flips > 0) {
    const which =
      leaveOneOut.flips === 1 && decisive !== undefined
        ? `item ${decisive.itemId} alone decides`
        : `any one of ${leaveOneOut.flips} items alone decides`;
    notes.push(`${which} whether the interval excludes zero`);
  }
  if (missingBounds !== null && !missingBounds.isStable)
    notes.push("missing values could change the result: it does not hold with all of them as 0 or 1");
  notes.push(...clusterNotes(tests));
  if (unclusteredItems > 0)
    notes.push(
      unclusteredItems === 1
        ? "1 item lacks the cluster field and counts as a cluster of its own"
        : `${unclusteredItems} items lack the cluster field and count as a cluster each`,
    );
  return notes;
}

function clusterNotes({ clusters, degreesOfFreedom }: PairTests): string[] {
  if (clusters === null || clusters < 2 || degreesOfFreedom === null) return [];
  const alike = degreesOfFreedom + 1;
  const notes: string[] = [];
  if (alike < EQUAL_SHARE * clusters)
    notes.push(
      `the ${clusters} clusters differ so much in size that they count like ${alike.toFixed(1)} of one size`,
    );
  if (clusters < FEW_CLUSTERS)
    notes.push(`only ${clusters} clusters: the cluster-robust error is itself uncertain`);
  return notes;
}

/**
 * How many failed runs stand in the figures, and as what; or why they do not although the policy asks for it.
 *
 * `failureValue` is what a failed run counts as; null where nothing is.
 */
export function failureNotes(
  failureValue: number | null,
  {
    policy,
    sides,
  }: {
    readonly policy: ComparisonPolicy;
    readonly sides: BySide<FailingSide>;
  },
): string[] {
  const [before, after] = [sides.baseline, sides.candidate].map(({ metric }) => metric.failedRuns);
  const failed = (before ?? 0) + (after ?? 0);
  const { kind } = sides.baseline.metric;
  if (policy.missing.failed === undefined || failed === 0 || kind !== "score") return [];
  return failureValue === null
    ? ["failed runs have no worst value to count as, since the score has no range: they count as missing"]
    : [
        `${failed} failed runs (baseline ${before}, candidate ${after}) count as ${failureValue}, the worst value`,
      ];
}
