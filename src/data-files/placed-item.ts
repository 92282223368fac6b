import type { NewDatasetItem } from "../domain/dataset/dataset.js";

/** An item and where in its file it stands, such as `line 3`. */
export interface PlacedItem {
  readonly place: string;
  readonly item: NewDatasetItem;
}
