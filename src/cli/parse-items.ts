import { readFile } from "node:fs/promises";
import { extname } from "node:path";
import { CsvError, parse as parseCsv } from "csv-parse/sync";
import { z } from "zod";
import { NewDatasetItem } from "../domain/dataset.js";
import { AssayError } from "../domain/errors.js";
import type { JsonValue } from "../domain/json.js";

/** A file of items cannot be read; says where. Nothing of it has been imported. */
export class ItemFileInvalidError extends AssayError {
  constructor(file: string, place: string, problem: string) {
    super(`${file}${place === "" ? "" : `, ${place}`}: ${problem}. Nothing was imported.`);
  }
}

/** Reads items from JSON (an array), JSONL (an object a line) or CSV (columns input, expectedOutput, metadata, id; others become metadata). */
export async function readItemFile(file: string): Promise<NewDatasetItem[]> {
  const content = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new ItemFileInvalidError(
      file,
      "",
      error.code === "ENOENT" ? "the file does not exist" : error.message,
    );
  });
  const extension = extname(file).toLowerCase();
  if (extension === ".json") return readJson(file, content);
  if (extension === ".jsonl" || extension === ".ndjson") return readJsonLines(file, content);
  if (extension === ".csv") return readCsv(file, content);
  throw new ItemFileInvalidError(
    file,
    "",
    `received a file ending in "${extension}", allowed are .json, .jsonl, .ndjson and .csv`,
  );
}

function readJson(file: string, content: string): NewDatasetItem[] {
  const parsed = parseJson(file, "", content);
  if (!Array.isArray(parsed))
    throw new ItemFileInvalidError(file, "", `received ${nameOf(parsed)}, allowed is an array of items`);
  return parsed.map((item: unknown, index) => checkItem(file, `item ${index + 1}`, item));
}

function readJsonLines(file: string, content: string): NewDatasetItem[] {
  return content.split(/\r?\n/).flatMap((line, index) => {
    const place = `line ${index + 1}`;
    return line.trim() === "" ? [] : [checkItem(file, place, parseJson(file, place, line))];
  });
}

interface CsvRow {
  readonly record: Readonly<Record<string, string>>;
  readonly info: { readonly lines: number };
}

function readCsv(file: string, content: string): NewDatasetItem[] {
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
      columns: true,
      bom: true,
      info: true,
      skip_empty_lines: true,
    }) as unknown as CsvRow[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new ItemFileInvalidError(file, `line ${String(error.lines ?? "?")}`, error.message);
  }
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

function checkItem(file: string, place: string, item: unknown): NewDatasetItem {
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
  return parsed.data;
}

function nameOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "an array" : typeof value === "object" ? "an object" : `a ${typeof value}`;
}
