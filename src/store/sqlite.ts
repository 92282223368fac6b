import { existsSync, mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { Kysely } from "kysely";
import type { Store } from "../domain/store.js";
import { StoreGoneError, StoreReadOnlyError } from "../domain/store-errors.js";
import { IN_MEMORY } from "../private-files/in-memory.js";
import { makePrivateFile } from "../private-files/make-private-file.js";
import { explainSqliteError } from "./explain-sqlite-error.js";
import { ImmediateSqliteDialect } from "./immediate-dialect.js";
import { openToRead } from "./open-to-read.js";
import { prepareOnce } from "./prepared-statements.js";
import type { Tables } from "./schema.js";
import { createSqlStore } from "./sql-store.js";
import { openSqliteFile, type SqliteFile } from "./sqlite-driver.js";
import { StoreWatch } from "./watch-store.js";

/** SQLite itself waits with the whole process standing still; what takes longer is waited for by the dialect. */
const STANDSTILL_BUSY_TIMEOUT_MS = 50;

/** Where a store is, and what it is opened for. */
export interface SqliteStoreOptions {
  readonly file: string;
  readonly now?: () => Date;
  /** For who only reads: a file that is there and may not be written is opened all the same. */
  readonly mayBeReadOnly?: boolean;
}

/**
 * Opens the embedded store: one SQLite file, made with its folder when absent. Several processes may share it.
 *
 * @throws StoreUnavailableError when the file is not a database, cannot be written, or is newer than this code.
 */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<Store> {
  const { file } = options;
  try {
    return await openToWrite(options);
  } catch (error) {
    const explained = explainSqliteError(error, file);
    const isReadable = explained instanceof StoreReadOnlyError && options.mayBeReadOnly === true;
    if (!isReadable || !existsSync(file)) throw explained;
    try {
      return await serve(openToRead(file), options, { isReadOnly: true });
    } catch (unreadable) {
      throw explainSqliteError(unreadable, file);
    }
  }
}

async function openToWrite(options: SqliteStoreOptions): Promise<Store> {
  mkdirSync(dirname(options.file), { recursive: true, mode: 0o700 });
  makePrivateFile(options.file);
  const database = openSqliteFile(options.file);
  try {
    database.exec("pragma journal_mode = wal");
    // With WAL, NORMAL loses nothing when a process dies; only a power cut may undo the last transactions.
    database.exec("pragma synchronous = normal");
  } catch (error) {
    database.close();
    throw error;
  }
  return await serve(database, options, { isReadOnly: false });
}

async function serve(
  database: SqliteFile,
  { file, now = () => new Date() }: SqliteStoreOptions,
  { isReadOnly }: { readonly isReadOnly: boolean },
): Promise<Store> {
  try {
    database.exec(`pragma busy_timeout = ${STANDSTILL_BUSY_TIMEOUT_MS}`);
    database.exec("pragma foreign_keys = on");
    const checkPresence = rememberFile(file);
    const watch = new StoreWatch(now);
    const db = new Kysely<Tables>({
      dialect: new ImmediateSqliteDialect({ database: prepareOnce(database), file, watch, checkPresence }),
    });
    return await createSqlStore(db, { now, place: file, watch, checkPresence, isReadOnly });
  } catch (error) {
    database.close();
    throw error;
  }
}

/**
 * Remembers which file was opened. The system keeps a file that was deleted for whoever has it open, so that SQLite
 * goes on writing without an error, to where nobody will find it.
 *
 * Returns a check. @throws StoreGoneError (the check) when another file is there now, or none.
 */
function rememberFile(file: string): () => void {
  if (file === IN_MEMORY) return () => undefined;
  const opened = statSync(file, { bigint: true });
  return () => {
    const found = statSync(file, { bigint: true, throwIfNoEntry: false });
    if (found?.ino === opened.ino && found.dev === opened.dev) return;
    const what = found === undefined ? "deleted or moved" : "replaced by another";
    throw new StoreGoneError(
      `The store file ${file} was ${what} while it was in use. Anything written now would be lost, so nothing more is written. Put the file back and start again, or start again with an empty store.`,
    );
  };
}
