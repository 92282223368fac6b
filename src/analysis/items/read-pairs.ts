import type { BySide } from "../../domain/comparison/by-side.js";
import type { ComparisonPolicy } from "../../domain/comparison/comparison-policy.js";
import type { MetricSummary } from "../../domain/experiment/experiment-summary.js";
import type { ItemMean } from "../../domain/score/score-store.js";
import type { Store } from "../../domain/store.js";
import type { ComparisonSide } from "../comparison/comparison-side.js";
import { alignItems } from "./align-items.js";
import { collectPairs, type PairedSample } from "./paired-sample.js";
import { readItems } from "./read-items.js";

/** Two sides of one metric. */
export interface SidePair extends BySide<ComparisonSide> {
  readonly metric: MetricSummary;
  /** Items that are not the same on both sides, and so form no pairs; null = all are. */
  readonly without: ReadonlySet<string> | null;
  /** What a failed run counts as; null = its value is missing. */
  readonly failureValue: number | null;
}

/** Reads the pairs of one metric from the store: two streams of item means, and one of metadata where needed. */
export async function readPairs(
  store: Store,
  { baseline, candidate, metric, without, failureValue }: SidePair,
  { clusterBy, sliceBy }: Pick<ComparisonPolicy, "clusterBy" | "sliceBy">,
): Promise<PairedSample> {
  const stream = ({ experiment }: ComparisonSide) =>
    leaveOut(readItems(store, { experiment, metric, failureValue }), without);
  const { datasetId, datasetVersion } = baseline.experiment;
  const needsMetadata = clusterBy !== null || sliceBy.length > 0;
  const aligned = alignItems({
    baseline: stream(baseline),
    candidate: stream(candidate),
    metadata: needsMetadata ? store.streamItemMetadata({ datasetId, version: datasetVersion }) : null,
  });
  return await collectPairs(aligned, {
    isScore: metric.kind === "score",
    // pass@k and pass^k are one value per item, whatever they are made of.
    repetitions: {
      baseline: metric.passes === undefined ? baseline.experiment.repetitions : 1,
      candidate: metric.passes === undefined ? candidate.experiment.repetitions : 1,
    },
    clusterBy,
    sliceBy,
  });
}

async function* leaveOut(
  items: AsyncIterable<ItemMean>,
  without: ReadonlySet<string> | null,
): AsyncGenerator<ItemMean> {
  for await (const item of items) if (without === null || !without.has(item.itemId)) yield item;
}
