import type { Experiment } from "../../domain/experiment/experiment.js";
import type { Store } from "../../domain/store.js";
import { metadataLabel } from "./metadata-label.js";

/** Item id -> its cluster; items that lack the field are a cluster each. */
export type Clusters = (itemId: string) => string;

/** The clusters of an experiment's items by a field of their metadata; null where no field is named. */
export async function readClusters(
  store: Store,
  { datasetId, datasetVersion: version }: Experiment,
  clusterBy: string | null,
): Promise<Clusters | null> {
  if (clusterBy === null) return null;
  const labels = new Map<string, string>();
  for await (const { itemId, metadata } of store.streamItemMetadata({ datasetId, version })) {
    const label = metadataLabel(metadata, clusterBy);
    if (label !== null) labels.set(itemId, `field:${label}`);
  }
  return (itemId) => labels.get(itemId) ?? `item:${itemId}`;
}
