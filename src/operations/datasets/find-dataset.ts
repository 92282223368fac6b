import type { Dataset } from "../../domain/dataset/dataset.js";
import { DatasetEmptyError, DatasetVersionNotFoundError } from "../../domain/dataset/dataset-errors.js";
import type { Store } from "../../domain/store.js";
import { requireDataset } from "./require-dataset.js";

/**
 * Resolves `NAME` or `NAME@VERSION` to a dataset and one of its versions that has items.
 *
 * @throws DatasetNotFoundError, which also knows the names of `configured`; DatasetVersionNotFoundError, DatasetEmptyError
 */
export async function pinDataset(
  store: Store,
  reference: string,
  configured: readonly string[] = [],
): Promise<{ readonly dataset: Dataset; readonly version: string }> {
  const { dataset, version, asked } = await findDataset(store, reference, configured);
  if (version === null || (await store.countItems({ datasetId: dataset.id, version })) === 0)
    throw new DatasetEmptyError(dataset.name, asked);
  return { dataset, version };
}

/** Resolves `NAME` or `NAME@VERSION`, with or without items. The version is null when there has been no item yet. */
export async function findDataset(
  store: Store,
  reference: string,
  configured: readonly string[] = [],
): Promise<{ readonly dataset: Dataset; readonly version: string | null; readonly asked: string | null }> {
  const whole = await store.getDataset(reference);
  const at = whole === null ? reference.lastIndexOf("@") : -1;
  const name = at > 0 ? reference.slice(0, at) : reference;
  const asked = at > 0 ? reference.slice(at + 1) : null;
  const dataset = whole ?? (await requireDataset(store, name, configured));
  const versions = await store.listVersions(dataset.id);
  const instant = asked === null ? null : new Date(asked);
  if (instant !== null && Number.isNaN(instant.getTime()))
    throw new DatasetVersionNotFoundError(name, asked as string, versions);
  // Any instant names the version that was current then.
  const version = instant === null ? versions[0] : versions.find((known) => known <= instant.toISOString());
  if (version === undefined && asked !== null) throw new DatasetVersionNotFoundError(name, asked, versions);
  return { dataset, version: version ?? null, asked };
}
