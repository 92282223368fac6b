import type { Dataset, DatasetItem, NewDatasetItem } from "../domain/dataset/dataset.js";
import type { PutOptions, PutOutcome } from "../domain/dataset/dataset-store.js";
import type { JsonObject } from "../domain/json/json.js";
import type { ArchiveOutcome } from "../operations/datasets/archive-items.js";
import type { ExportedItem } from "../operations/datasets/export-items.js";
import type { ImportOutcome, ImportRequest } from "../operations/datasets/import-item-file.js";
import { ConnectedProject } from "./connected-project.js";

/** The client's methods for datasets and their items. */
export abstract class DatasetMethods extends ConnectedProject {
  /** Creates an empty dataset. @throws DatasetAlreadyExistsError */
  async createDataset(dataset: {
    readonly name: string;
    readonly description?: string;
    readonly metadata?: JsonObject;
  }): Promise<Dataset> {
    return await this.project.store.createDataset(dataset);
  }

  /** Adds, changes and reactivates items, in one new version. @throws DatasetNotFoundError, DatasetItemsInvalidError */
  async createDatasetItems(
    dataset: string,
    items: readonly NewDatasetItem[],
    options: PutOptions = {},
  ): Promise<PutOutcome> {
    const { putItems } = await import("../operations/datasets/put-items.js");
    return await putItems(this.project.store, { dataset, items, ...options });
  }

  /** Adds or changes one item. @throws DatasetNotFoundError, DatasetItemsInvalidError */
  async createDatasetItem(dataset: string, item: NewDatasetItem): Promise<PutOutcome> {
    return await this.createDatasetItems(dataset, [item]);
  }

  /** Imports a JSON, JSONL or CSV file as `assay dataset import` does. Creates the dataset if needed. @throws ItemFileInvalidError */
  async importDataset(request: ImportRequest): Promise<ImportOutcome> {
    const { importItemFile } = await import("../operations/datasets/import-item-file.js");
    return await importItemFile(this.project.store, request);
  }

  /** Streams the items of `NAME` or `NAME@VERSION`. @throws DatasetNotFoundError, DatasetVersionNotFoundError */
  async *exportDataset(reference: string): AsyncGenerator<ExportedItem> {
    const { exportItems } = await import("../operations/datasets/export-items.js");
    yield* exportItems(this.project.store, reference);
  }

  /** Archives items; earlier versions keep them. @throws DatasetNotFoundError */
  async archiveDatasetItems(dataset: string, itemIds: readonly string[]): Promise<ArchiveOutcome> {
    const { archiveItems } = await import("../operations/datasets/archive-items.js");
    return await archiveItems(this.project.store, { dataset, itemIds });
  }

  /** Returns a dataset with its first items, as of a version. @throws DatasetNotFoundError */
  async getDataset(
    name: string,
    page: { readonly version?: string; readonly afterPosition?: number; readonly limit?: number } = {},
  ): Promise<Dataset & { readonly items: readonly DatasetItem[] }> {
    const { requireDataset } = await import("../operations/datasets/require-dataset.js");
    const dataset = await requireDataset(this.project.store, name);
    const { version = null, afterPosition = -1, limit = 1_000 } = page;
    return {
      ...dataset,
      items: await this.project.store.listItems({ datasetId: dataset.id, version, afterPosition, limit }),
    };
  }
}
