import type { PutOutcome } from "../../domain/dataset/dataset-store.js";
import type { Store } from "../../domain/store.js";
import { requireDataset } from "./require-dataset.js";

/** The result of archiving. */
export interface ArchiveOutcome extends Pick<PutOutcome, "version" | "archived"> {
  /** Ids that were not in use or are not known. */
  readonly unchanged: number;
}

/** Takes items out of use; earlier versions keep them, and importing one again brings it back. @throws DatasetNotFoundError */
export async function archiveItems(
  store: Store,
  request: { readonly dataset: string; readonly itemIds: readonly string[] },
): Promise<ArchiveOutcome> {
  const { id } = await requireDataset(store, request.dataset);
  const itemIds = [...new Set(request.itemIds)];
  const { version, changed } = await store.archiveItems(id, itemIds);
  return { version, archived: changed, unchanged: itemIds.length - changed };
}
