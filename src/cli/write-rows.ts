import { once } from "node:events";
import { createWriteStream } from "node:fs";
import type { Writable } from "node:stream";
import { stringify } from "csv-stringify/sync";

/** The file, or stdout when none is named. */
export function openOutput(file: string | undefined): Writable {
  return file === undefined ? process.stdout : createWriteStream(file);
}

/**
 * Writes rows as they come, one in memory at a time. CSV has the columns given, or those of the first row; objects
 * become JSON in a cell, null an empty one, and text that a spreadsheet would run as a formula is quoted with '.
 */
export async function writeRows(
  rows: AsyncIterable<Readonly<Record<string, unknown>>>,
  target: {
    readonly format: "csv" | "jsonl";
    readonly output: Writable;
    readonly columns?: readonly string[];
  },
): Promise<void> {
  const { format, output } = target;
  const write = async (text: string): Promise<void> => {
    if (!output.write(text)) await once(output, "drain");
  };
  let { columns } = target;
  if (format === "csv" && columns !== undefined) await write(stringify([[...columns]]));
  for await (const row of rows) {
    if (format === "jsonl") {
      await write(`${JSON.stringify(row)}\n`);
      continue;
    }
    if (columns === undefined) {
      columns = Object.keys(row);
      await write(stringify([[...columns]]));
    }
    await write(stringify([columns.map((column) => toCell(row[column]))], { escape_formulas: true }));
  }
  if (output === process.stdout) return;
  output.end();
  await once(output, "finish");
}

function toCell(value: unknown): string | number {
  if (value === null || value === undefined) return "";
  if (typeof value === "string" || typeof value === "number") return value;
  return typeof value === "boolean" ? String(value) : JSON.stringify(value);
}
