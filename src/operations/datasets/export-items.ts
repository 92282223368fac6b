import type { DatasetItem } from "../../domain/dataset/dataset.js";
import type { Store } from "../../domain/store.js";
import { streamPages } from "../../domain/stream-pages.js";
import { findDataset } from "./find-dataset.js";

const EXPORTED_ITEMS_PER_PAGE = 1_000;

/** An item as exported: exactly what an import reads. */
export type ExportedItem = Pick<DatasetItem, "id" | "input" | "expectedOutput" | "metadata"> &
  Partial<Pick<DatasetItem, "sourceTraceId" | "sourceObservationId">>;

/** A table of an export: its columns, and those whose values are of any type. */
export const ITEM_COLUMNS = {
  columns: ["id", "input", "expectedOutput", "metadata", "sourceTraceId", "sourceObservationId"],
  typed: ["input", "expectedOutput"],
} as const;

/**
 * Streams the items of `NAME` or `NAME@VERSION` in order, a page in memory at a time.
 *
 * @throws DatasetNotFoundError, DatasetVersionNotFoundError
 */
export async function* exportItems(store: Store, reference: string): AsyncGenerator<ExportedItem> {
  const { dataset, version } = await findDataset(store, reference);
  const pages = streamPages(EXPORTED_ITEMS_PER_PAGE, (last: DatasetItem | null) =>
    store.listItems({
      datasetId: dataset.id,
      version,
      afterPosition: last?.position ?? -1,
      limit: EXPORTED_ITEMS_PER_PAGE,
    }),
  );
  for await (const page of pages) yield* page.map(toExported);
}

function toExported(item: DatasetItem): ExportedItem {
  const { id, input, expectedOutput, metadata, sourceTraceId, sourceObservationId } = item;
  return {
    id,
    input,
    expectedOutput,
    metadata,
    ...(sourceTraceId === null ? {} : { sourceTraceId }),
    ...(sourceObservationId === null ? {} : { sourceObservationId }),
  };
}
