import type { Dataset } from "../../domain/dataset/dataset.js";
import { DatasetNotFoundError } from "../../domain/dataset/dataset-errors.js";
import type { Store } from "../../domain/store.js";

/** The dataset of that name. @throws DatasetNotFoundError with the names there are, those of the configuration included. */
export async function requireDataset(
  store: Store,
  name: string,
  configured: readonly string[] = [],
): Promise<Dataset> {
  const found = await store.getDataset(name);
  if (found !== null) return found;
  const stored = (await store.listDatasets()).map((known) => known.name);
  throw new DatasetNotFoundError(name, [...new Set([...stored, ...configured])].sort());
}
