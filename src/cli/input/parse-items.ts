import { readFile } from "node:fs/promises";
import { extname } from "node:path";
import { CsvError, parse as parseCsv } from "csv-parse/sync";
import { z } from "zod";
import { NewDatasetItem } from "../../domain/dataset/dataset.js";
import { AssayError } from "../../domain/errors.js";
import type { JsonValue } from "../../domain/json/json.js";

/** A file of items cannot be read; says where. Nothing of it has been imported. */
export class ItemFileInvalidError extends AssayError {
  constructor(file: string, place: string, problem: string) {
    super(`${file}${place === "" ? "" : `, ${place}`}: ${problem}. Nothing was imported.`);
  }
}

const UNREADABLE: Readonly<Record<string, string>> = {
  ENOENT: "the file does not exist",
  EISDIR: "it is a folder, allowed is a file",
  EACCES: "it may not be read; check its permissions",
};

/** Reads items from JSON (an array), JSONL (an object a line) or CSV (columns input, expectedOutput, metadata, id; others become metadata). */
export async function readItemFile(file: string): Promise<NewDatasetItem[]> {
  const read = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new ItemFileInvalidError(file, "", UNREADABLE[error.code ?? ""] ?? error.message);
  });
  const extension = extname(file).toLowerCase();
  const reader = READERS[extension];
  if (reader === undefined)
    throw new ItemFileInvalidError(
      file,
      "",
      `received a file ending in "${extension}", allowed are .json, .jsonl, .ndjson and .csv`,
    );
  // Spreadsheets and Windows editors put a byte order mark before the text.
  const placed = reader(file, read.replace(/^\uFEFF/, ""));
  if (placed.length === 0) throw new ItemFileInvalidError(file, "", "there is no item in it");
  checkIds(file, placed);
  return placed.map(({ item }) => item);
}

interface PlacedItem {
  readonly place: string;
  readonly item: NewDatasetItem;
}

const READERS: Readonly<Record<string, (file: string, content: string) => PlacedItem[]>> = {
  ".json": readJson,
  ".jsonl": readJsonLines,
  ".ndjson": readJsonLines,
  ".csv": readCsv,
};

/** Two items of one id would become one. */
function checkIds(file: string, items: readonly PlacedItem[]): void {
  const places = new Map<string, string>();
  for (const { place, item } of items) {
    if (item.id === undefined) continue;
    const first = places.get(item.id);
    if (first !== undefined)
      throw new ItemFileInvalidError(file, place, `id "${item.id}" is that of ${first} too`);
    places.set(item.id, place);
  }
}

function readJson(file: string, content: string): PlacedItem[] {
  const parsed = parseJson(file, "", content);
  if (!Array.isArray(parsed))
    throw new ItemFileInvalidError(file, "", `received ${nameOf(parsed)}, allowed is an array of items`);
  return parsed.map((item: unknown, index) => checkItem(file, `item ${index + 1}`, item));
}

function readJsonLines(file: string, content: string): PlacedItem[] {
  return content.split(/\r?\n/).flatMap((line, index) => {
    const place = `line ${index + 1}`;
    return line.trim() === "" ? [] : [checkItem(file, place, parseJson(file, place, line))];
  });
}

interface CsvRow {
  readonly record: Readonly<Record<string, string>>;
  readonly info: { readonly lines: number };
}

function readCsv(file: string, content: string): PlacedItem[] {
  const rows = parseRows(file, content);
  const [first] = rows;
  if (first !== undefined && !("input" in first.record)) {
    throw new ItemFileInvalidError(
      file,
      "line 1",
      `there is no column "input", but ${Object.keys(first.record).join(", ")}`,
    );
  }
  return rows.map(({ record, info }) => {
    const { id, input, expectedOutput, metadata, ...others } = record;
    const place = `line ${info.lines}`;
    const given =
      metadata === undefined || metadata === "" ? {} : parseJson(file, `${place}, column metadata`, metadata);
    if (typeof given !== "object" || given === null || Array.isArray(given)) {
      throw new ItemFileInvalidError(
        file,
        `${place}, column metadata`,
        `received ${nameOf(given)}, allowed is a JSON object`,
      );
    }
    return checkItem(file, place, {
      ...(id === undefined || id === "" ? {} : { id }),
      input: cell(input ?? ""),
      ...(expectedOutput === undefined || expectedOutput === ""
        ? {}
        : { expectedOutput: cell(expectedOutput) }),
      metadata: { ...others, ...given },
    });
  });
}

function parseRows(file: string, content: string): CsvRow[] {
  try {
    return parseCsv(content, {
      columns: (header: string[]) => checkHeader(file, header),
      info: true,
      skip_empty_lines: true,
    }) as unknown as CsvRow[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new ItemFileInvalidError(file, `line ${String(error.lines ?? "?")}`, error.message);
  }
}

/** Of two columns of one name the first would be lost. */
function checkHeader(file: string, header: string[]): string[] {
  const twice = header.find((name, index) => header.indexOf(name) < index);
  if (twice === undefined) return header;
  throw new ItemFileInvalidError(file, "line 1", `there are two columns "${twice}"`);
}

/** Objects and arrays are taken as JSON; everything else is text, so that "007" stays what it is. */
function cell(text: string): JsonValue {
  if (!/^\s*[[{]/.test(text)) return text;
  try {
    return JSON.parse(text) as JsonValue;
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}

function parseJson(file: string, place: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ItemFileInvalidError(
      file,
      place,
      `not JSON (${error instanceof Error ? error.message : String(error)})`,
    );
  }
}

function checkItem(file: string, place: string, item: unknown): PlacedItem {
  if (typeof item !== "object" || item === null || Array.isArray(item)) {
    throw new ItemFileInvalidError(
      file,
      place,
      `received ${nameOf(item)}, allowed is an object with "input"`,
    );
  }
  const parsed = NewDatasetItem.safeParse(item);
  if (!parsed.success)
    throw new ItemFileInvalidError(file, place, z.prettifyError(parsed.error).replaceAll("\n", " "));
  return { place, item: parsed.data };
}

function nameOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "an array" : typeof value === "object" ? "an object" : `a ${typeof value}`;
}
