import type { BySide } from "../../domain/comparison/by-side.js";
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
  readonly missingShares: BySide<readonly number[]> | null;
  /** Items that lack one repetition's value or more on this side only. */
  readonly lacking: BySide<number>;
  readonly variance: BySide<VarianceSplit>;
}

/** What to keep of the items beside their values. */
export interface PairingPlan {
  /** Latency, cost and tokens are amounts: 1 ms everywhere is no yes, and no cost is as bad as 1 USD. */
  readonly isScore: boolean;
  readonly repetitions: BySide<number>;
  readonly clusterBy: string | null;
  readonly sliceBy: readonly string[];
}

/** Reads aligned items once and keeps what the statistics need. */
export async function collectPairs(
  items: AsyncIterable<AlignedItem>,
  { isScore, repetitions, clusterBy, sliceBy }: PairingPlan,
): Promise<PairedSample> {
  const left = new SideValues(repetitions.baseline);
  const right = new SideValues(repetitions.candidate);
  const groups = new ItemGroups(clusterBy, sliceBy);
  const differences: number[] = [];
  const itemIds: string[] = [];
  const extremes = keepExtremes();
  const lacking = { baseline: 0, candidate: 0 };
  let isBinary = isScore;
  let isUnit = isScore;
  for await (const { itemId, baseline, candidate, metadata } of items) {
    const isPaired = baseline !== null && candidate !== null;
    const isComplete = {
      baseline: left.add(baseline, { isPaired }),
      candidate: right.add(candidate, { isPaired }),
    };
    if (isComplete.baseline && !isComplete.candidate) lacking.candidate += 1;
    if (isComplete.candidate && !isComplete.baseline) lacking.baseline += 1;
    for (const side of [baseline, candidate]) {
      if (side === null) continue;
      isUnit &&= isWithinRange(side.mean, UNIT_RANGE);
      isBinary &&= isYesOrNo(side);
    }
    if (!isPaired) continue;
    const difference = snapDifference(
      candidate.mean - baseline.mean,
      Math.max(Math.abs(candidate.mean), Math.abs(baseline.mean)),
    );
    differences.push(difference);
    extremes.add({ itemId, baseline: baseline.mean, candidate: candidate.mean, difference });
    if (differences.length <= NAMED_PAIRS) itemIds.push(itemId);
    groups.add(itemId, metadata);
  }
  const isPartial = left.isPartial || right.isPartial;
  return {
    baseline: left.paired,
    candidate: right.paired,
    differences,
    slices: groups.slices,
    itemIds: differences.length > NAMED_PAIRS ? null : itemIds,
    clusters: groups.clusters,
    unclusteredItems: groups.unclusteredItems,
    isBinary,
    isUnit,
    baselineOnly: left.alone,
    candidateOnly: right.alone,
    lacking,
    missingShares: isPartial ? { baseline: left.missingShares, candidate: right.missingShares } : null,
    extremes: extremes.result(),
    variance: { baseline: left.components.result(), candidate: right.components.result() },
  };
}

/** The values of one side, as its items come. */
class SideValues {
  readonly paired: number[] = [];
  /** Of items that the other side lacks. */
  readonly alone: number[] = [];
  /** Per pair. */
  readonly missingShares: number[] = [];
  readonly components = accumulateVarianceComponents();
  /** Whether a pair lacks a repetition's value. */
  isPartial = false;
  readonly #repetitions: number;

  constructor(repetitions: number) {
    this.#repetitions = repetitions;
  }

  /** Whether the item has a value of each repetition. */
  add(item: AlignedItem["baseline"], { isPaired }: { readonly isPaired: boolean }): boolean {
    if (item === null) return false;
    this.components.add(item);
    const isComplete = item.values >= this.#repetitions;
    if (!isPaired) this.alone.push(item.mean);
    else {
      this.paired.push(item.mean);
      this.missingShares.push(Math.max(0, 1 - item.values / this.#repetitions));
      this.isPartial ||= !isComplete;
    }
    return isComplete;
  }
}

/** What pairs belong to by their items' metadata. */
class ItemGroups {
  readonly clusters: string[] | null;
  unclusteredItems = 0;
  readonly slices: ReadonlyMap<string, (string | null)[]>;
  readonly #clusterBy: string | null;
  readonly #labels = new Map<string, string>();

  constructor(clusterBy: string | null, sliceBy: readonly string[]) {
    this.#clusterBy = clusterBy;
    this.clusters = clusterBy === null ? null : [];
    this.slices = new Map(sliceBy.map((field) => [field, []]));
  }

  add(itemId: string, metadata: AlignedItem["metadata"]): void {
    if (this.#clusterBy !== null) {
      const cluster = metadataLabel(metadata, this.#clusterBy);
      if (cluster === null) this.unclusteredItems += 1;
      this.clusters?.push(cluster === null ? `item:${itemId}` : this.#intern(`field:${cluster}`));
    }
    for (const [field, values] of this.slices) {
      const label = metadataLabel(metadata, field);
      values.push(label === null ? null : this.#intern(label));
    }
  }

  /** One string for equal labels, instead of one per item. */
  #intern(label: string): string {
    const known = this.#labels.get(label);
    if (known !== undefined) return known;
    this.#labels.set(label, label);
    return label;
  }
}
