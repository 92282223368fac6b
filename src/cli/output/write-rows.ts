import { once } from "node:events";
import type { Writable } from "node:stream";
import { stringify } from "csv-stringify/sync";
import { printableText } from "../../formatting/printable-text.js";
import { processSecrets } from "../../secrets/process-secrets.js";
import { writeOutput } from "./write-output.js";

/** Rows and how they are written. */
export interface RowOutput {
  /** `json` is one array. */
  readonly format: "csv" | "jsonl" | "json";
  /** Stdout when left out. A file appears under its name only when it is whole. */
  readonly file?: string | undefined;
  /** Of CSV; those of the first row when left out. */
  readonly columns?: readonly string[];
}

/**
 * Writes rows as they come, one in memory at a time, and returns how many. In CSV objects become JSON in a cell,
 * null an empty one, and text that a spreadsheet would run as a formula is quoted with '.
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
  { format, columns: named }: RowOutput,
  stream: Writable & { readonly isTTY?: boolean },
): Promise<number> {
  const write = async (text: string): Promise<void> => {
    if (stream.destroyed) throw Object.assign(new Error("the reader has gone"), { code: "EPIPE" });
    if (!stream.write(text)) await once(stream, "drain");
  };
  // A cell of a file is what it is; on a terminal it must not be obeyed.
  const cells = (values: readonly (string | number)[], isData: boolean): string => {
    const line = stringify([[...values]], { escape_formulas: isData });
    return stream.isTTY === true ? printableText(line) : line;
  };
  let columns = named;
  let count = 0;
  if (format === "csv" && columns !== undefined) await write(cells(columns, false));
  if (format === "json") await write("[");
  for await (const given of rows) {
    // Before it is escaped for the format, so that what is left is well-formed.
    const row = processSecrets.value(given);
    if (format !== "csv") {
      const json = printableText(JSON.stringify(row));
      await write(format === "jsonl" ? `${json}\n` : `${count === 0 ? "\n" : ",\n"}${json}`);
    } else {
      if (columns === undefined) {
        columns = Object.keys(row);
        await write(cells(columns, false));
      }
      await write(
        cells(
          columns.map((column) => toCell(row[column])),
          true,
        ),
      );
    }
    count += 1;
  }
  if (format === "json") await write(count === 0 ? "]\n" : "\n]\n");
  return count;
}

function toCell(value: unknown): string | number {
  if (value === null || value === undefined) return "";
  if (typeof value === "string" || typeof value === "number") return value;
  return typeof value === "boolean" ? String(value) : JSON.stringify(value);
}
