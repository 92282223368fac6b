import type { ComparisonPolicy } from "../../domain/comparison/comparison-policy.js";
import type { MetricSummary } from "../../domain/experiment/experiment-summary.js";
import type { ItemMean, Store } from "../../domain/store.js";
import type { ComparisonSide } from "../comparison/comparison-side.js";
import { alignItems } from "./align-items.js";
import { checkedItems } from "./checked-items.js";
import { metricKey } from "./metric-key.js";
import { collectPairs, type PairedSample } from "./paired-sample.js";

/** Two sides of one metric. */
export interface SidePair {
  readonly baseline: ComparisonSide;
  readonly candidate: ComparisonSide;
  readonly metric: MetricSummary;
  /** Items that are not the same on both sides, and so form no pairs; null = all are. */
  readonly without: ReadonlySet<string> | null;
}

/** Reads the pairs of one metric from the store: two streams of item means, and one of metadata where needed. */
export async function readPairs(
  store: Store,
  { baseline, candidate, metric, without }: SidePair,
  { clusterBy, sliceBy }: Pick<ComparisonPolicy, "clusterBy" | "sliceBy">,
): Promise<PairedSample> {
  const stream = ({ experiment: { id, name } }: ComparisonSide) =>
    leaveOut(
      checkedItems(store.streamItemMeans(metricKey(id, metric)), { experiment: name, metric: metric.name }),
      without,
    );
  const { datasetId, datasetVersion } = baseline.experiment;
  const needsMetadata = clusterBy !== null || sliceBy.length > 0;
  const aligned = alignItems({
    baseline: stream(baseline),
    candidate: stream(candidate),
    metadata: needsMetadata ? store.streamItemMetadata({ datasetId, version: datasetVersion }) : null,
  });
  return await collectPairs(aligned, {
    isScore: metric.kind === "score",
    repetitions: {
      baseline: baseline.experiment.repetitions,
      candidate: candidate.experiment.repetitions,
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
