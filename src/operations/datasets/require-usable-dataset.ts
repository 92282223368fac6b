import type { Store } from "../../domain/store.js";
import type { LoadedConfiguration } from "../../load-config.js";
import { pinDataset } from "./find-dataset.js";

/**
 * Looks whether `NAME` or `NAME@VERSION` can be run, and writes nothing: a dataset of the configuration is brought into the
 * store when it is run.
 *
 * @throws DatasetNotFoundError, DatasetVersionNotFoundError, DatasetEmptyError
 */
export async function requireUsableDataset(
  { store, loaded }: { readonly store: Store; readonly loaded: Pick<LoadedConfiguration, "configuration"> },
  reference: string,
): Promise<void> {
  const { datasets } = loaded.configuration;
  if (!Object.hasOwn(datasets, reference)) await pinDataset(store, reference, Object.keys(datasets));
}
