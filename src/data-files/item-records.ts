import { isJsonObject, type JsonObject, type JsonValue } from "../domain/json/json.js";
import {
  type InexactNumberHandling,
  type JsonPath,
  NumberInexactError,
  parseExactJson,
} from "../domain/json/parse-exact-json.js";
import { CONFLICT_MARK } from "./conflict-mark.js";
import { MARKS_COLUMN, readMark, unguarded } from "./csv-cell.js";
import { FileContentInvalidError } from "./file-content-invalid-error.js";
import { isSpelling } from "./item-columns.js";
import { readTable } from "./read-table.js";

/** One item as a file has it, before anybody knows what each of its columns or keys is. */
export interface ItemRecord {
  /** Such as `line 3` or `item 2`. */
  readonly place: string;
  /** What an empty cell is where there has to be something; undefined where a key is missing, which is no value. */
  readonly empty: JsonValue | undefined;
  /** The value of a column; undefined if there is none. */
  read(column: string, kind: ValueKind): JsonValue | undefined;
}

/**
 * What a cell of text may be, since in CSV everything is text: a name or another text; a value, where objects and lists
 * are taken as JSON and everything else is text, so that "007" stays what it is; or JSON in any case.
 */
export type ValueKind = "text" | "value" | "json";

/** A file's items, and the names of everything they have, in order of appearance. */
export interface ItemRecords {
  readonly columns: readonly string[];
  readonly records: readonly ItemRecord[];
  /** The key of the file's object under which they stand; null where the file is the list itself. */
  readonly listKey: string | null;
}

/** How values are read. */
export interface RecordOptions {
  /** Columns whose numbers are names: all their digits are kept, as text. */
  readonly isName: (column: string) => boolean;
  /** True: whole numbers too large to be kept exactly become text, wherever they stand. */
  readonly bigIntegersAsText: boolean;
}

/** Readers by extension of the file. */
export const RECORD_READERS: Readonly<Record<string, (text: string, options: RecordOptions) => ItemRecords>> =
  {
    ".json": readJson,
    ".jsonl": readJsonLines,
    ".ndjson": readJsonLines,
    ".csv": readCsv,
    ".tsv": readCsv,
  };

function readJson(text: string, options: RecordOptions): ItemRecords {
  if (text.trim() === "") return { columns: [], records: [], listKey: null };
  const parsed = parseJson(text, { place: "", hint: hintOfLines(text) }, (path) =>
    decideAt(path.slice(1), options),
  );
  const { list, key } = listIn(parsed);
  const records = recordsOf(list.map((item, index) => ({ place: `item ${index + 1}`, item })));
  return { ...records, listKey: key };
}

/** A list of items, or that of the one key of an object which holds such a list, as many exports have it. */
function listIn(parsed: JsonValue): { readonly list: readonly JsonValue[]; readonly key: string | null } {
  if (Array.isArray(parsed)) return { list: parsed, key: null };
  const lists = Object.entries(isJsonObject(parsed) ? parsed : {}).filter(
    (entry): entry is [string, JsonObject[]] =>
      Array.isArray(entry[1]) && entry[1].length > 0 && entry[1].every(isJsonObject),
  );
  const [first, second] = lists;
  const isItem = isJsonObject(parsed) && Object.keys(parsed).some((name) => isSpelling(name, "input"));
  if (first !== undefined && second === undefined && !isItem) return { list: first[1], key: first[0] };
  const several = `; ${lists.map(([key]) => `"${key}"`).join(" and ")} are lists of objects: save one of them alone`;
  throw new FileContentInvalidError(
    "",
    `received ${describeJsonType(parsed)}, allowed is an array of items${second === undefined || isItem ? "" : several}`,
  );
}

function readJsonLines(text: string, options: RecordOptions): ItemRecords {
  return recordsOf(
    text.split(/\r\n|\n|\r/).flatMap((line, index) => {
      const place = `line ${index + 1}`;
      if (line.trim() === "") return [];
      return [
        { place, item: parseJson(line, { place, hint: HINT_OF_LIST }, (path) => decideAt(path, options)) },
      ];
    }),
  );
}

function recordsOf(items: readonly { readonly place: string; readonly item: JsonValue }[]): ItemRecords {
  const columns = new Set<string>();
  const records = items.map(({ place, item }): ItemRecord => {
    if (!isJsonObject(item))
      throw new FileContentInvalidError(
        place,
        `received ${describeJsonType(item)}, allowed is an object with "input"`,
      );
    for (const key of Object.keys(item)) columns.add(key);
    return {
      place,
      empty: undefined,
      read: (column) => (Object.hasOwn(item, column) ? item[column] : undefined),
    };
  });
  return { columns: [...columns], records, listKey: null };
}

function decideAt(path: JsonPath, { isName, bigIntegersAsText }: RecordOptions): InexactNumberHandling {
  const isText = bigIntegersAsText || (path.length === 1 && isName(String(path[0])));
  return isText ? "text" : "refuse";
}

function readCsv(text: string, { bigIntegersAsText }: RecordOptions): ItemRecords {
  const { header, rows } = readTable(text);
  const marksAt = header.indexOf(MARKS_COLUMN);
  const records = rows.map(({ line, cells }): ItemRecord => {
    const marks = marksAt === -1 ? null : (cells[marksAt] as string);
    return {
      place: `line ${line}`,
      empty: marks === null ? "" : null,
      read: (column, kind) =>
        readCell(cells[header.indexOf(column)] as string, {
          kind,
          mark: marks === null ? null : readMark(marks, column),
          isMarked: marks !== null,
          place: `line ${line}, column ${column}`,
          bigIntegersAsText,
        }),
    };
  });
  return { columns: header.filter((name) => name !== MARKS_COLUMN), records, listKey: null };
}

/** A cell's value, read as the row says (`assay_cells`) where it says so. */
function readCell(
  text: string,
  cell: {
    readonly kind: ValueKind;
    readonly mark: ReturnType<typeof readMark>;
    readonly isMarked: boolean;
    readonly place: string;
    readonly bigIntegersAsText: boolean;
  },
): JsonValue | undefined {
  const { kind, mark, isMarked, place, bigIntegersAsText } = cell;
  if (text === "") return undefined;
  if (mark === "guarded") return unguarded(text);
  if (mark === "json" || kind === "json")
    return parseJson(text, { place, hint: "" }, () => (bigIntegersAsText ? "text" : "refuse"));
  if (kind === "text" || isMarked || !/^\s*[[{]/.test(text)) return text;
  try {
    return parseExactJson(text, () => (bigIntegersAsText ? "text" : "refuse"));
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw inexact(error, place);
  }
}

const HINT_OF_LIST = "; each line holds one whole object, with no comma behind it; a list is a .json file";

/** For a file that ends in .json and holds an object a line. */
function hintOfLines(text: string): string {
  return /^\s*\{.*\}\s*\n\s*\{/.test(text) ? "; with an object on each line it is a .jsonl file" : "";
}

function parseJson(
  text: string,
  { place, hint }: { readonly place: string; readonly hint: string },
  decide: (path: JsonPath) => InexactNumberHandling,
): JsonValue {
  try {
    return parseExactJson(text, decide);
  } catch (error) {
    if (error instanceof SyntaxError && CONFLICT_MARK.test(text))
      throw new FileContentInvalidError(place, "a conflict of a merge is not resolved (<<<<<<<)");
    if (error instanceof SyntaxError)
      throw new FileContentInvalidError(place, `not JSON (${error.message})${hint}`);
    throw inexact(error, place);
  }
}

function inexact(error: unknown, place: string): unknown {
  return error instanceof NumberInexactError
    ? new FileContentInvalidError(
        place,
        `${error.message}, or import with --big-integers text, which does so for all of them`,
      )
    : error;
}

/** What kind of JSON value it is, for messages. */
export function describeJsonType(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "an array" : typeof value === "object" ? "an object" : `a ${typeof value}`;
}
