import { isWithinRange } from "../../domain/score/is-within-range.js";
import { UNIT_RANGE } from "../../domain/score/unit-range.js";
import {
  accumulateVarianceComponents,
  type VarianceSplit,
} from "../../statistics/repetitions/variance-components.js";
import { snapDifference } from "../../statistics/snap-difference.js";
import type { AlignedItem } from "./align-items.js";
import { isYesOrNo } from "./is-yes-or-no.js";
import { type ExtremeItems, keepExtremes } from "./keep-extremes.js";
import { metadataLabel } from "./metadata-label.js";

/** Up to this many pairs their item ids are kept, to name the items that decide. */
const NAMED_PAIRS = 10_000;

/** Two sides of one metric, paired by item: plain numbers, so that memory is a few bytes per item. */
export interface PairedSample {
  readonly baseline: readonly number[];
  readonly candidate: readonly number[];
  /** Candidate − baseline, without rounding noise. */
  readonly differences: readonly number[];
  /** One id per pair; null above 10,000 pairs. */
  readonly itemIds: readonly string[] | null;
  /** The cluster of each pair; null without a cluster field. */
  readonly clusters: readonly string[] | null;
  /** Items that lack the cluster field, and so are a cluster each. */
  readonly unclusteredItems: number;
  /** Per slice field: the value of each pair, null where the item lacks the field. */
  readonly slices: ReadonlyMap<string, readonly (string | null)[]>;
  readonly extremes: ExtremeItems;
  /** Whether the metric is a score whose values are all 0 or 1, from one repetition. */
  readonly isBinary: boolean;
  /** Whether the metric is a score whose values, paired or not, all lie in [0, 1]. */
  readonly isUnit: boolean;
  /** Values of items that the other side lacks. */
  readonly baselineOnly: readonly number[];
  readonly candidateOnly: readonly number[];
  /** Share of each pair's repetitions that have no value, in [0, 1); null where every repetition has one. */
  readonly missingShares: {
    readonly baseline: readonly number[];
    readonly candidate: readonly number[];
  } | null;
  /** Items that lack one repetition's value or more on this side only. */
  readonly lacking: { readonly baseline: number; readonly candidate: number };
  readonly variance: { readonly baseline: VarianceSplit; readonly candidate: VarianceSplit };
}

/** What to keep of the items beside their values. */
export interface PairingPlan {
  /** Latency, cost and tokens are amounts: 1 ms everywhere is no yes, and no cost is as bad as 1 USD. */
  readonly isScore: boolean;
  readonly repetitions: { readonly baseline: number; readonly candidate: number };
  readonly clusterBy: string | null;
  readonly sliceBy: readonly string[];
}

/** Reads aligned items once and keeps what the statistics need. */
export async function collectPairs(
  items: AsyncIterable<AlignedItem>,
  { isScore, repetitions, clusterBy, sliceBy }: PairingPlan,
): Promise<PairedSample> {
  const [baselineValues, candidateValues, differences] = [[], [], []] as number[][] as [
    number[],
    number[],
    number[],
  ];
  const [baselineOnly, candidateOnly]: [number[], number[]] = [[], []];
  const itemIds: string[] = [];
  const clusters: string[] = [];
  const slices = new Map<string, (string | null)[]>(sliceBy.map((field) => [field, []]));
  const labels = new Map<string, string>();
  const extremes = keepExtremes();
  const components = { baseline: accumulateVarianceComponents(), candidate: accumulateVarianceComponents() };
  const lacking = { baseline: 0, candidate: 0 };
  const missingShares = { baseline: [] as number[], candidate: [] as number[] };
  let isPartial = false;
  let unclusteredItems = 0;
  let isBinary = isScore;
  let isUnit = isScore;
  for await (const { itemId, baseline, candidate, metadata } of items) {
    if (baseline !== null) components.baseline.add(baseline);
    if (candidate !== null) components.candidate.add(candidate);
    const isComplete = {
      baseline: baseline !== null && baseline.values >= repetitions.baseline,
      candidate: candidate !== null && candidate.values >= repetitions.candidate,
    };
    if (isComplete.baseline && !isComplete.candidate) lacking.candidate += 1;
    if (isComplete.candidate && !isComplete.baseline) lacking.baseline += 1;
    for (const side of [baseline, candidate]) {
      if (side === null) continue;
      isUnit &&= isWithinRange(side.mean, UNIT_RANGE);
      isBinary &&= isYesOrNo(side);
    }
    if (baseline === null || candidate === null) {
      if (baseline !== null) baselineOnly.push(baseline.mean);
      if (candidate !== null) candidateOnly.push(candidate.mean);
      continue;
    }
    const difference = snapDifference(
      candidate.mean - baseline.mean,
      Math.max(Math.abs(candidate.mean), Math.abs(baseline.mean)),
    );
    baselineValues.push(baseline.mean);
    candidateValues.push(candidate.mean);
    differences.push(difference);
    missingShares.baseline.push(Math.max(0, 1 - baseline.values / repetitions.baseline));
    missingShares.candidate.push(Math.max(0, 1 - candidate.values / repetitions.candidate));
    isPartial ||= !isComplete.baseline || !isComplete.candidate;
    extremes.add({ itemId, baseline: baseline.mean, candidate: candidate.mean, difference });
    if (differences.length <= NAMED_PAIRS) itemIds.push(itemId);
    if (clusterBy !== null) {
      const cluster = metadataLabel(metadata, clusterBy);
      if (cluster === null) unclusteredItems += 1;
      clusters.push(cluster === null ? `item:${itemId}` : intern(`field:${cluster}`, labels));
    }
    for (const [field, values] of slices) {
      const label = metadataLabel(metadata, field);
      values.push(label === null ? null : intern(label, labels));
    }
  }
  return {
    baseline: baselineValues,
    candidate: candidateValues,
    differences,
    slices,
    itemIds: differences.length > NAMED_PAIRS ? null : itemIds,
    clusters: clusterBy === null ? null : clusters,
    unclusteredItems,
    isBinary,
    isUnit,
    baselineOnly,
    candidateOnly,
    lacking,
    missingShares: isPartial ? missingShares : null,
    extremes: extremes.result(),
    variance: { baseline: components.baseline.result(), candidate: components.candidate.result() },
  };
}

/** One string for equal labels, instead of one per item. */
function intern(label: string, labels: Map<string, string>): string {
  const known = labels.get(label);
  if (known !== undefined) return known;
  labels.set(label, label);
  return label;
}
