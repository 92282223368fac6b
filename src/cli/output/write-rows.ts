import { once } from "node:events";
import type { Writable } from "node:stream";
import { stringify } from "csv-stringify/sync";
import { MARKS_COLUMN, writeCell, writeMarks } from "../../data-files/csv-cell.js";
import { printableText } from "../../formatting/printable-text.js";
import { processSecrets } from "../../secrets/process-secrets.js";
import { writeOutput } from "./write-output.js";

/** Rows and how they are written. */
export interface RowOutput {
  /** `json` is one array. */
  readonly format: "csv" | "jsonl" | "json";
  /** Stdout when left out. A file appears under its name only when it is whole. */
  readonly file?: string | undefined;
  /** Of CSV. */
  readonly columns: readonly string[];
  /** Columns of CSV whose values may be of any type, which an import has to find again. */
  readonly typed: readonly string[];
  /** True: text that looks like a formula stands in CSV as it is. */
  readonly raw?: boolean | undefined;
}

/**
 * Writes rows as they come, one in memory at a time, and returns how many. In CSV objects become JSON in a cell, null an
 * empty one, and text that a spreadsheet would run as a formula has a ' before it; a last column says which cells are
 * such, so that an import finds every value as it was.
 *
 * @throws OutputFileUnwritableError
 */
export async function writeRows(
  rows: AsyncIterable<Readonly<Record<string, unknown>>>,
  output: RowOutput,
): Promise<number> {
  const { file } = output;
  if (file === undefined) return await writeAll(rows, output, process.stdout);
  return await writeOutput(file, (stream) => writeAll(rows, output, stream));
}

async function writeAll(
  rows: AsyncIterable<Readonly<Record<string, unknown>>>,
  output: RowOutput,
  stream: Writable & { readonly isTTY?: boolean },
): Promise<number> {
  const { format, columns } = output;
  const write = async (text: string): Promise<void> => {
    if (stream.destroyed) throw Object.assign(new Error("the reader has gone"), { code: "EPIPE" });
    if (!stream.write(text)) await once(stream, "drain");
  };
  // A cell of a file is what it is; on a terminal it must not be obeyed.
  const line = (cells: readonly string[]): string => {
    const text = stringify([[...cells]], { quoted_match: NEEDS_QUOTES });
    return stream.isTTY === true ? printableText(text) : text;
  };
  let count = 0;
  if (format === "csv") await write(line([...columns, MARKS_COLUMN]));
  if (format === "json") await write("[");
  for await (const given of rows) {
    // Before it is escaped for the format, so that what is left is well-formed.
    const row = processSecrets.value(given);
    if (format === "csv") await write(line(cellsOf(row, output)));
    else {
      const json = printableText(JSON.stringify(row));
      await write(format === "jsonl" ? `${json}\n` : `${count === 0 ? "\n" : ",\n"}${json}`);
    }
    count += 1;
  }
  if (format === "json") await write(count === 0 ? "]\n" : "\n]\n");
  return count;
}

/** What readers of CSV would take for the end of a row, or drop. */
const NEEDS_QUOTES = /[\r\n]|^\s|\s$/;

function cellsOf(
  row: Readonly<Record<string, unknown>>,
  { columns, typed, raw = false }: RowOutput,
): string[] {
  const cells = columns.map((column) => ({
    column,
    ...writeCell(row[column], { isTyped: typed.includes(column), isGuarded: !raw }),
  }));
  return [...cells.map(({ text }) => text), writeMarks(cells)];
}
