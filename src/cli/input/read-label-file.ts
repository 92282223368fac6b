import { readFile } from "node:fs/promises";
import { CsvError, parse as parseCsv } from "csv-parse/sync";
import type { GivenLabel } from "../../domain/label/given-label.js";
import { LabelFileInvalidError } from "../../domain/label/label-errors.js";

interface CsvRow {
  readonly record: Readonly<Record<string, string>>;
  readonly info: { readonly lines: number };
}

/**
 * Reads human labels from CSV: `value`, and `run_id`, or `trace_id`, or `experiment` and `item_id` (and `repetition`,
 * counted from 0, where items were run several times). The first of these that a row fills names its run.
 *
 * @throws LabelFileInvalidError with the line.
 */
export async function readLabelFile(file: string): Promise<readonly GivenLabel[]> {
  const content = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new LabelFileInvalidError(
      file,
      "",
      error.code === "ENOENT" ? "the file does not exist" : error.message,
    );
  });
  const rows = parseRows(file, content);
  const [first] = rows;
  if (first === undefined) throw new LabelFileInvalidError(file, "", "the file has no labels");
  const columns = Object.keys(first.record);
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
  return rows.map(({ record, info }) => {
    const place = `line ${info.lines}`;
    return { run: readRun(file, place, record), value: readValue(file, place, record.value ?? "") };
  });
}

function parseRows(file: string, content: string): CsvRow[] {
  try {
    return parseCsv(content, {
      columns: true,
      bom: true,
      info: true,
      skip_empty_lines: true,
      trim: true,
    }) as unknown as CsvRow[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new LabelFileInvalidError(file, `line ${String(error.lines ?? "?")}`, error.message);
  }
}

function readRun(file: string, place: string, record: CsvRow["record"]): GivenLabel["run"] {
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
