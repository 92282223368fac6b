import type { NewDatasetItem } from "../../domain/dataset/dataset.js";
import type { PutOutcome } from "../../domain/dataset/dataset-store.js";
import { AssayError } from "../../domain/errors.js";
import type { Store } from "../../domain/store.js";
import type { LoadedConfiguration } from "../../load-config.js";
import { checkItems } from "./check-items.js";

/** A dataset of the configuration yields items that cannot be kept. */
export class DatasetSourceInvalidError extends AssayError {
  constructor(dataset: string, issues: string, cause?: unknown) {
    super(`The configuration's dataset "${dataset}" cannot be loaded: ${issues}`, { cause });
  }
}

/** A dataset of the configuration yields nothing, which is rarely meant. */
export class DatasetSourceEmptyError extends AssayError {
  constructor(dataset: string, activeItems: number) {
    const loss =
      activeItems === 0
        ? ""
        : ` Its ${activeItems === 1 ? "active item" : `${activeItems} active items`} would be archived.`;
    super(
      `The configuration's dataset "${dataset}" yields no items.${loss} See why items() returns none; ` +
        "if that is meant, set allowEmpty: true in its defineDataset.",
    );
  }
}

/**
 * Brings a dataset that lives in the configuration into the store, in one version: adds and changes items, reactivates
 * those that have come back, archives those that are gone, and reports the last two. An unchanged source opens no new
 * version. Does nothing for other datasets and for `NAME@VERSION`, which asks for the past.
 *
 * @throws DatasetSourceInvalidError, DatasetSourceEmptyError
 */
export async function syncDataset(
  context: {
    readonly store: Store;
    readonly loaded: LoadedConfiguration;
    readonly report?: ((line: string) => void) | undefined;
  },
  name: string,
): Promise<PutOutcome | null> {
  const { store, loaded, report } = context;
  const source = loaded.configuration.datasets[name];
  if (source === undefined) return null;
  const items = await loadItems(name, source.items);
  if (items.length === 0 && source.allowEmpty !== true) throw await emptyError(store, name);
  const { description = null, metadata = {} } = source;
  const outcome = await store.importItems({ name, description, metadata }, items, { replace: true });
  const { archived, reactivated } = outcome;
  const parts = [
    ...(reactivated === 0 ? [] : [`${reactivated} reactivated`]),
    ...(archived === 0 ? [] : [`${archived} archived, which the configuration no longer has`]),
  ];
  if (parts.length > 0) report?.(`dataset ${name}: ${parts.join(", ")}`);
  return outcome;
}

async function loadItems(name: string, load: () => unknown): Promise<readonly NewDatasetItem[]> {
  const loaded = await Promise.resolve()
    .then(load)
    .catch((error: unknown) => {
      throw new DatasetSourceInvalidError(
        name,
        error instanceof Error ? error.message : String(error),
        error,
      );
    });
  const checked = checkItems(loaded);
  if ("problem" in checked) throw new DatasetSourceInvalidError(name, checked.problem);
  return checked.items;
}

async function emptyError(store: Store, name: string): Promise<DatasetSourceEmptyError> {
  const dataset = await store.getDataset(name);
  const activeItems = dataset === null ? 0 : await store.countItems({ datasetId: dataset.id, version: null });
  return new DatasetSourceEmptyError(name, activeItems);
}
