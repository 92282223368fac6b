import { readFile } from "node:fs/promises";
import type { GivenLabel } from "../domain/label/given-label.js";
import { LabelFileInvalidError } from "../domain/label/label-errors.js";
import { decodeText } from "./decode-text.js";
import { FileContentInvalidError } from "./file-content-invalid-error.js";
import { readTable, type Table } from "./read-table.js";

/**
 * Reads human labels from CSV: `value`, and `run_id`, or `trace_id`, or `experiment` and `item_id` (and `repetition`,
 * counted from 0, where items were run several times). The first of these that a row fills names its run.
 *
 * @throws LabelFileInvalidError with the line.
 */
export async function readLabelFile(file: string): Promise<readonly GivenLabel[]> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new LabelFileInvalidError(
      file,
      "",
      error.code === "ENOENT" ? "the file does not exist" : error.message,
    );
  });
  const { header: columns, rows } = parseTable(file, bytes);
  if (rows.length === 0) throw new LabelFileInvalidError(file, "", "the file has no labels");
  const namesRun = columns.includes("experiment") && columns.includes("item_id");
  if (
    !columns.includes("value") ||
    !(columns.includes("run_id") || columns.includes("trace_id") || namesRun)
  ) {
    throw new LabelFileInvalidError(
      file,
      "line 1",
      `received the columns ${columns.join(", ")}; needed are value, and run_id, trace_id, or experiment and item_id`,
    );
  }
  return rows.map(({ line, cells }) => {
    const place = `line ${line}`;
    const record = Object.fromEntries(columns.map((column, index) => [column, (cells[index] ?? "").trim()]));
    return { run: readRun(file, place, record), value: readValue(file, place, record.value ?? "") };
  });
}

function parseTable(file: string, bytes: Buffer): Table {
  try {
    return readTable(decodeText(bytes, null));
  } catch (error) {
    if (!(error instanceof FileContentInvalidError)) throw error;
    throw new LabelFileInvalidError(file, error.place, error.problem);
  }
}

function readRun(file: string, place: string, record: Readonly<Record<string, string>>): GivenLabel["run"] {
  const { run_id: runId = "", trace_id: traceId = "", experiment = "", item_id: itemId = "" } = record;
  if (runId !== "") return { runId };
  if (traceId !== "") return { traceId };
  if (experiment === "" || itemId === "")
    throw new LabelFileInvalidError(file, place, "the row names no run");
  const { repetition = "" } = record;
  const number = repetition === "" ? null : Number(repetition);
  if (number !== null && !(Number.isInteger(number) && number >= 0)) {
    const received = `repetition is ${JSON.stringify(repetition)}`;
    throw new LabelFileInvalidError(file, place, `${received}; allowed is a whole number from 0 on`);
  }
  return { experiment, itemId, repetition: number };
}

function readValue(file: string, place: string, text: string): number {
  if (/^(true|false)$/i.test(text)) return text.toLowerCase() === "true" ? 1 : 0;
  const value = Number(text);
  if (text !== "" && Number.isFinite(value)) return value;
  throw new LabelFileInvalidError(
    file,
    place,
    `value is ${JSON.stringify(text)}; allowed is a number, true or false`,
  );
}
