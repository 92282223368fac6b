import type { Dataset, DatasetItem } from "../domain/dataset/dataset.js";
import { renderTable } from "./render-table.js";

const LONGEST_CELL = 60;

/** A dataset as of a version with its first items, as text. */
export function renderDataset({
  dataset: { name },
  version,
  versions,
  items,
}: {
  readonly dataset: Dataset;
  readonly version: string | null;
  readonly versions: readonly string[];
  readonly items: readonly DatasetItem[];
}): string {
  const title =
    version === null
      ? `${name}: no items yet`
      : `${name} as of ${version} (${versions.length} ${versions.length === 1 ? "version" : "versions"})`;
  if (items.length === 0) return title;
  const rows = items.map(({ id, input, expectedOutput }) => [id, shorten(input), shorten(expectedOutput)]);
  return `${title}\n${renderTable({ head: ["item", "input", "expected output"], rows })}`;
}

function shorten(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  const line = text.replaceAll(/\s+/g, " ");
  return line.length > LONGEST_CELL ? `${line.slice(0, LONGEST_CELL - 1)}…` : line;
}
