import type { ComparisonPolicy } from "../../domain/comparison/comparison-policy.js";
import type { MetricSummary } from "../../domain/experiment/experiment-summary.js";
import type { Store } from "../../domain/store.js";
import type { ComparisonSide } from "../comparison/comparison-side.js";
import { alignItems } from "./align-items.js";
import { collectPairs, type PairedSample } from "./paired-sample.js";
import { readItems } from "./read-items.js";

/** Two sides of one metric. */
export interface SidePair {
  readonly baseline: ComparisonSide;
  readonly candidate: ComparisonSide;
  readonly metric: MetricSummary;
  /** What a failed run counts as; null = its value is missing. */
  readonly failureValue: number | null;
}

/** Reads the pairs of one metric from the store: two streams of item means, and one of metadata where needed. */
export async function readPairs(
  store: Store,
  { baseline, candidate, metric, failureValue }: SidePair,
  { clusterBy, sliceBy }: Pick<ComparisonPolicy, "clusterBy" | "sliceBy">,
): Promise<PairedSample> {
  const stream = ({ experiment }: ComparisonSide) => readItems(store, { experiment, metric, failureValue });
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
