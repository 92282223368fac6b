import type { JsonObject } from "../json/json.js";
import type { Dataset, DatasetItem, NewDatasetItem } from "./dataset.js";

/** A dataset with what a listing shows. */
export interface DatasetOverview extends Dataset {
  readonly activeItems: number;
  readonly experiments: number;
  readonly latestVersion: string | null;
}

/** Names a dataset as of a version; null = the latest. */
export interface DatasetAt {
  readonly datasetId: string;
  readonly version: string | null;
}

/** What a dataset is made of. */
export interface NewDataset {
  readonly name: string;
  readonly description?: string | null;
  readonly metadata?: JsonObject;
}

/** The version after items were put, and what became of them; each item counts once. */
export interface PutOutcome {
  /** Null for a dataset without any change yet. */
  readonly version: string | null;
  /** Items that were not there. */
  readonly added: number;
  /** Active items whose content is another now. */
  readonly changed: number;
  /** Archived items that are active again, whether or not their content changed. */
  readonly reactivated: number;
  readonly unchanged: number;
  /** Items taken out of use: those put as ARCHIVED, and with `replace` those that were not put. */
  readonly archived: number;
  /** Active items that were not put and stay as they are. */
  readonly leftAlone: number;
}

/** How items are stored. */
export interface PutOptions {
  /** Archives every active item that is not among the given ones. */
  readonly replace?: boolean;
  /** Returns what would happen, and writes nothing. */
  readonly dryRun?: boolean;
}

/** An item in two versions of its dataset: of the same content in both, of another, or in one alone. */
export type ItemInVersions = "same" | "changed" | "first_only" | "second_only";

/** What an item says about itself, for slices and clusters. */
export interface ItemMetadata {
  readonly itemId: string;
  readonly metadata: JsonObject;
}

/** Datasets and the versions of their items. Every change of items, however many, opens one new version. */
export interface DatasetStore {
  /** @throws DatasetAlreadyExistsError, NameInvalidError */
  createDataset(dataset: NewDataset): Promise<Dataset>;
  getDataset(name: string): Promise<Dataset | null>;
  listDatasets(): Promise<readonly DatasetOverview[]>;
  /**
   * Adds, changes and reactivates items in one transaction. Items without id get one from dataset and input; fields
   * left out of an existing item keep their value, its status apart: what is put is in use, unless it says ARCHIVED.
   * Items equal to what is stored change nothing.
   * @throws DatasetItemDuplicateError when two of the items have the same id.
   */
  putItems(datasetId: string, items: readonly NewDatasetItem[], options?: PutOptions): Promise<PutOutcome>;
  /** The same by name: the dataset is made when absent, in the same transaction, so that a refusal leaves nothing. */
  importItems(
    dataset: NewDataset,
    items: readonly NewDatasetItem[],
    options?: PutOptions,
  ): Promise<PutOutcome>;
  /** Sets the status ARCHIVED; unknown ids are counted as unchanged. */
  archiveItems(
    datasetId: string,
    itemIds: readonly string[],
  ): Promise<{ readonly version: string | null; readonly changed: number }>;
  /** ACTIVE items as of the version, in dataset order; `afterPosition` pages without skipping rows. */
  listItems(
    at: DatasetAt & { readonly afterPosition?: number; readonly limit: number },
  ): Promise<readonly DatasetItem[]>;
  getItem(at: DatasetAt & { readonly itemId: string }): Promise<DatasetItem | null>;
  countItems(at: DatasetAt): Promise<number>;
  /** Metadata of ACTIVE items as of the version, ordered by item id, streamed. */
  streamItemMetadata(at: DatasetAt): AsyncIterable<ItemMetadata>;
  /** How the items that are ACTIVE in one of two versions at least stand in both. */
  compareVersions(
    datasetId: string,
    versions: readonly [first: string, second: string],
  ): Promise<ReadonlyMap<string, ItemInVersions>>;
  /** All versions, newest first. */
  listVersions(datasetId: string): Promise<readonly string[]>;
}
