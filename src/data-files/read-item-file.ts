import { readFile } from "node:fs/promises";
import { extname } from "node:path";
import type { NewDatasetItem } from "../domain/dataset/dataset.js";
import { AssayError } from "../domain/errors.js";
import { decodeText } from "./decode-text.js";
import { FileContentInvalidError } from "./file-content-invalid-error.js";
import {
  assignColumns,
  type ColumnMap,
  type ColumnUse,
  hasExpectedWord,
  isSpelling,
  readColumnMap,
} from "./item-columns.js";
import { itemOfRecord } from "./item-of-record.js";
import { RECORD_READERS } from "./item-records.js";
import { refuseForeign } from "./refuse-foreign.js";

/** A file of items cannot be read; says where. Nothing of it has been imported. */
export class ItemFileInvalidError extends AssayError {
  constructor(file: string, place: string, problem: string, cause?: unknown) {
    super(`${file}${place === "" ? "" : `, ${place}`}: ${problem}. Nothing was imported.`, { cause });
  }
}

/** How a file of items is read. */
export interface ItemFileOptions {
  /** What columns or keys mean, if their names do not say it: column -> `FIELD` or `FIELD.KEY`. */
  readonly columns?: ColumnMap;
  /** A name of the WHATWG Encoding standard. By default UTF-8, or UTF-16 if the file has a byte order mark. */
  readonly encoding?: string;
  /** `text`: whole numbers beyond ±(2^53 − 1) become text instead of being refused. */
  readonly bigIntegers?: "refuse" | "text";
}

/** An item and where in its file it stands, such as `line 3`. */
export interface PlacedItem {
  readonly place: string;
  readonly item: NewDatasetItem;
}

/** What a file of items has. */
export interface ItemFile {
  readonly items: readonly PlacedItem[];
  /** What was made of each column or key. */
  readonly columns: readonly ColumnUse[];
  /** The key of a JSON object under which the items stand; null where the file is the list itself. */
  readonly listKey: string | null;
  /** Places of items without an id that have the same input, group by group. */
  readonly repeated: readonly (readonly string[])[];
  /** Keys of metadata that nobody mapped there, and that read like an expected output, which pipelines could read there. */
  readonly telling: readonly string[];
}

/** Files of rows; what is no column of them is in no row. */
const TABLES: ReadonlySet<string> = new Set([".csv", ".tsv"]);

const ENDINGS = ".json, .jsonl, .ndjson, .csv and .tsv";

const UNREADABLE: Readonly<Record<string, string>> = {
  ENOENT: "the file does not exist",
  EISDIR: "it is a folder, allowed is a file",
  EACCES: "it may not be read; check its permissions",
};

/**
 * Reads items from JSON (an array, or an object with one), JSONL (an object a line) or CSV (a row an item). Columns and keys are taken by their
 * usual names (`expected_output`, `question`, …); what is left becomes metadata.
 *
 * @throws ItemFileInvalidError with line, column or byte.
 */
export async function readItemFile(file: string, options: ItemFileOptions = {}): Promise<ItemFile> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new ItemFileInvalidError(file, "", UNREADABLE[error.code ?? ""] ?? error.message, error);
  });
  const extension = extname(file).toLowerCase();
  try {
    refuseForeign(bytes);
    if (RECORD_READERS[extension] === undefined) {
      const ending = extension === "" ? "without an ending" : `ending in "${extension}"`;
      throw new FileContentInvalidError("", `received a file ${ending}, allowed are ${ENDINGS}`);
    }
    return parseItems(decodeText(bytes, options.encoding ?? null), { ...options, extension });
  } catch (error) {
    if (!(error instanceof FileContentInvalidError)) throw error;
    throw new ItemFileInvalidError(file, error.place, error.problem, error);
  }
}

function parseItems(text: string, options: ItemFileOptions & { readonly extension: string }): ItemFile {
  const { extension, bigIntegers = "refuse" } = options;
  const mappings = readColumnMap(options.columns ?? {});
  const mapped = (column: string) => mappings.find((mapping) => mapping.column === column)?.field;
  const { columns, records, listKey } = (RECORD_READERS[extension] as (typeof RECORD_READERS)[string])(text, {
    bigIntegersAsText: bigIntegers === "text",
    isName: (column) => (mapped(column) ?? (isSpelling(column, "id") ? "id" : null)) === "id",
  });
  if (records.length === 0) throw new FileContentInvalidError("", "there is no item in it");
  const uses = assignColumns(columns, { mappings, hasStatus: !TABLES.has(extension) });
  const items = records.map((record) => ({ place: record.place, item: itemOfRecord(record, uses) }));
  checkIds(items);
  const decided = new Set(
    uses.flatMap(({ column, key }) => (key === null || mapped(column) === undefined ? [] : [key])),
  );
  const keys = new Set(items.flatMap(({ item }) => Object.keys(item.metadata ?? {})));
  const telling = [...keys].filter(
    (key) => (isSpelling(key, "expectedOutput") || hasExpectedWord(key)) && !decided.has(key),
  );
  return { items, columns: uses, listKey, repeated: repeatedInputs(items), telling };
}

/** Two items of one id would become one. */
function checkIds(items: readonly PlacedItem[]): void {
  const places = new Map<string, string>();
  for (const { place, item } of items) {
    if (item.id === undefined) continue;
    const first = places.get(item.id);
    if (first !== undefined)
      throw new FileContentInvalidError(place, `id "${item.id}" is that of ${first} too`);
    places.set(item.id, place);
  }
}

/** Places of items without an id that have the same input, in groups: only their order tells them apart. */
function repeatedInputs(items: readonly PlacedItem[]): readonly (readonly string[])[] {
  const places = new Map<string, string[]>();
  for (const { place, item } of items) {
    if (item.id !== undefined) continue;
    const input = JSON.stringify(item.input);
    const known = places.get(input);
    if (known === undefined) places.set(input, [place]);
    else known.push(place);
  }
  return [...places.values()].filter((group) => group.length > 1);
}
