import type { Dataset, DatasetItem } from "../../domain/dataset/dataset.js";
import type { Store } from "../../domain/store.js";
import { findDataset } from "./find-dataset.js";

/** A dataset as of a version, with its first items. */
export interface DescribedDataset {
  readonly dataset: Dataset;
  /** Null when there has been no item yet. */
  readonly version: string | null;
  /** All of them, newest first. */
  readonly versions: readonly string[];
  readonly items: readonly DatasetItem[];
}

/** Describes `NAME` or `NAME@VERSION`. @throws DatasetNotFoundError, DatasetVersionNotFoundError */
export async function describeDataset(
  store: Store,
  reference: string,
  page: { readonly limit: number },
): Promise<DescribedDataset> {
  const { dataset, version } = await findDataset(store, reference);
  const versions = await store.listVersions(dataset.id);
  const items = await store.listItems({ datasetId: dataset.id, version, limit: page.limit });
  return { dataset, version, versions, items };
}
