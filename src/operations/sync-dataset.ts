import { z } from "zod";
import { NewDatasetItem } from "../domain/dataset/dataset.js";
import { AssayError } from "../domain/errors.js";
import type { Store } from "../domain/store.js";
import type { LoadedConfiguration } from "../load-config.js";

/** A dataset of the configuration yields items that cannot be kept. */
export class DatasetSourceInvalidError extends AssayError {
  constructor(dataset: string, issues: string, cause?: unknown) {
    super(`The configuration's dataset "${dataset}" cannot be loaded: ${issues}`, { cause });
  }
}

/**
 * Brings a dataset that lives in the configuration into the store: creates it, adds and changes items, archives
 * those that are gone. An unchanged source opens no new version. Does nothing for other datasets and for
 * `NAME@VERSION`, which asks for the past.
 */
export async function syncDataset(
  store: Store,
  { configuration }: LoadedConfiguration,
  name: string,
): Promise<void> {
  const source = configuration.datasets[name];
  if (source === undefined) return;
  const items = await loadItems(name, source.items);
  const { description = null, metadata = {} } = source;
  await store.importItems({ name, description, metadata }, items);
  const dataset = await store.getDataset(name);
  if (dataset === null || !items.every(({ id }) => id !== undefined)) return;
  const present = new Set(items.map(({ id }) => id));
  const gone: string[] = [];
  let afterPosition = -1;
  for (;;) {
    const page = await store.listItems({ datasetId: dataset.id, version: null, afterPosition, limit: 1_000 });
    const last = page.at(-1);
    if (last === undefined) break;
    gone.push(...page.filter(({ id }) => !present.has(id)).map(({ id }) => id));
    afterPosition = last.position;
  }
  if (gone.length > 0) await store.archiveItems(dataset.id, gone);
}

async function loadItems(name: string, load: () => unknown): Promise<NewDatasetItem[]> {
  const loaded = await Promise.resolve()
    .then(load)
    .catch((error: unknown) => {
      throw new DatasetSourceInvalidError(
        name,
        error instanceof Error ? error.message : String(error),
        error,
      );
    });
  const parsed = z.array(NewDatasetItem).safeParse(loaded);
  if (!parsed.success) throw new DatasetSourceInvalidError(name, z.prettifyError(parsed.error));
  return parsed.data;
}
