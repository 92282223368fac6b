import { displayWidth } from "../formatting/display-width.js";
import { printableLine } from "../formatting/printable-text.js";
import { wrapText } from "../formatting/wrap-text.js";
import type { ReportTable } from "./report-table.js";

const GAP = "  ";
/**
 * Of the width, what names may always take, by how many columns of them there are; figures need the rest. They take
 * more where that makes no more columns go on below.
 */
const keyShare = (keys: number): number => (keys < 3 ? 0.45 : 0.55);

/** The columns every terminal has. */
export const TERMINAL_WIDTH = 80;

/** How a text is laid out. */
export interface TextOptions {
  /** Columns of a line; `TERMINAL_WIDTH` unless told. */
  readonly width?: number;
}

/**
 * A table as plain text: no colours and no frames, so that it can be piped and pasted.
 *
 * With a width no line is longer: columns that do not fit go on below, behind the columns that name the rows, and long
 * names are wrapped, never cut. Without one each row is one line, for lists that other programs read.
 */
export function renderTable(table: ReportTable, { width }: { readonly width?: number } = {}): string {
  const lines = [table.head, ...table.rows].map((row) => row.map(printableLine));
  const natural = table.head.map((_, column) =>
    Math.max(...lines.map((row) => displayWidth(row[column] ?? ""))),
  );
  if (width === undefined) return renderColumns(lines, natural, range(0, natural.length));
  const keys = Math.min(table.keys ?? 1, table.head.length);
  const words = range(0, keys).map((column) =>
    Math.max(...lines.map((row) => longestWord(row[column] ?? ""))),
  );
  const layout = (keyRoom: number): Layout => {
    const keyWidths = shrink(natural.slice(0, keys), { words, room: keyRoom - GAP.length * keys });
    const room = width - keyWidths.reduce((sum, one) => sum + one + GAP.length, 0);
    const widths = [...keyWidths, ...natural.slice(keys).map((one) => Math.min(one, room))];
    return { widths, panels: splitIntoPanels(widths, { keys, room }) };
  };
  const narrowest = Math.floor(width * keyShare(keys));
  const least = layout(narrowest);
  const isAsGood = ({ widths, panels }: Layout): boolean =>
    panels.length === least.panels.length &&
    widths.slice(keys).every((one, index) => one === least.widths[keys + index]);
  const rooms = range(narrowest, width + 1).reverse();
  const { widths, panels } = layout(rooms.find((room) => isAsGood(layout(room))) ?? narrowest);
  return panels.map((panel) => renderColumns(lines, widths, [...range(0, keys), ...panel])).join("\n\n");
}

interface Layout {
  readonly widths: readonly number[];
  /** Columns beside the keys, by what stands side by side. */
  readonly panels: readonly (readonly number[])[];
}

function longestWord(text: string): number {
  return Math.max(...text.split(" ").map(displayWidth));
}

/** Columns that stand side by side, in their order. */
function splitIntoPanels(
  widths: readonly number[],
  { keys, room }: { readonly keys: number; readonly room: number },
): number[][] {
  const panels: number[][] = [[]];
  let used = 0;
  for (let column = keys; column < widths.length; column += 1) {
    const taken = (widths[column] ?? 0) + (used === 0 ? 0 : GAP.length);
    if (used > 0 && used + taken > room) {
      panels.push([column]);
      used = widths[column] ?? 0;
    } else {
      panels.at(-1)?.push(column);
      used += taken;
    }
  }
  return panels;
}

/** The widest column gives way first, until all of them fit; as long as there is one, one that can break at spaces. */
function shrink(
  widths: readonly number[],
  { words, room }: { readonly words: readonly number[]; readonly room: number },
): number[] {
  let shrunk = [...widths];
  while (shrunk.reduce((sum, one) => sum + one, 0) > Math.max(room, shrunk.length)) {
    const loose = shrunk.map((one, column) => (one > (words[column] ?? 0) ? one : 0));
    const from = Math.max(...loose) > 0 ? loose : shrunk;
    const widest = from.indexOf(Math.max(...from));
    shrunk = shrunk.map((one, column) => (column === widest ? one - 1 : one));
  }
  return shrunk;
}

function renderColumns(
  lines: readonly (readonly string[])[],
  widths: readonly number[],
  columns: readonly number[],
): string {
  const [head = [], ...rows] = lines.map((row) =>
    renderRow(columns.map((column) => ({ cell: row[column] ?? "", width: widths[column] ?? 0 }))),
  );
  const rule = columns.map((column) => "─".repeat(widths[column] ?? 0)).join(GAP);
  return [...head, rule, ...rows.flat()].join("\n");
}

function renderRow(cells: readonly { readonly cell: string; readonly width: number }[]): string[] {
  const wrapped = cells.map(({ cell, width }) => wrapText(cell, Math.max(1, width)));
  const height = Math.max(...wrapped.map((lines) => lines.length));
  return range(0, height).map((index) =>
    cells
      .map(({ width }, column) => {
        const line = wrapped[column]?.[index] ?? "";
        return line + " ".repeat(Math.max(0, width - displayWidth(line)));
      })
      .join(GAP)
      .trimEnd(),
  );
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}
