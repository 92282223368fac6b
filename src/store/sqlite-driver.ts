import { pathToFileURL } from "node:url";
import { DatabaseSync } from "@photostructure/sqlite";
import type { SqliteDatabase } from "kysely";
import { fromStorableText, toStorableText } from "./storable-text.js";

/** Another connection's write is waited for so long before a statement fails. */
const BUSY_TIMEOUT_MS = 10_000;

/** A SQLite file as Kysely's dialect and the store's own pragmas want it. */
export interface SqliteFile extends SqliteDatabase {
  /** Runs statements without parameters and drops their rows. */
  exec(sql: string): void;
}

/**
 * `read` needs SQLite's files beside it, or a folder to make them in. `immutable` needs neither, and promises that
 * nobody writes meanwhile.
 */
export type FileAccess = "write" | "read" | "immutable";

type Value = string | number | bigint | Uint8Array | null;
type Row = Record<string, Value>;

/**
 * Opens a SQLite file, made when absent; the only place that knows the driver. Text is bound and read whole, whatever
 * characters it has.
 *
 * @throws Error with SQLite's message and, in `errcode`, its extended result code.
 */
export function openSqliteFile(file: string, access: FileAccess = "write"): SqliteFile {
  const location = access === "immutable" ? immutableUrl(file) : file;
  const database = new DatabaseSync(location, { timeout: BUSY_TIMEOUT_MS, readOnly: access !== "write" });
  return {
    exec: (sql) => database.exec(sql),
    close: () => database.close(),
    prepare(sql) {
      const statement = database.prepare(sql);
      return {
        reader: statement.columns().length > 0,
        all: (parameters) => (statement.all(...toBound(parameters)) as Row[]).map(toRead),
        run: (parameters) => statement.run(...toBound(parameters)),
        *iterate(parameters) {
          for (const row of statement.iterate(...toBound(parameters)) as Iterable<Row>) yield toRead(row);
        },
      };
    },
  };
}

function immutableUrl(file: string): URL {
  const url = pathToFileURL(file);
  url.searchParams.set("immutable", "1");
  return url;
}

function toBound(parameters: readonly unknown[]): Value[] {
  return parameters.map((value) => (typeof value === "string" ? toStorableText(value) : (value as Value)));
}

/** In place: rows are the driver's own, and made for one reader. */
function toRead(row: Row): Row {
  for (const column of Object.keys(row)) {
    const value = row[column];
    if (typeof value !== "string") continue;
    const text = fromStorableText(value);
    if (text !== value) row[column] = text;
  }
  return row;
}
