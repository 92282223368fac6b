import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { Kysely } from "kysely";
import type { Store } from "../domain/store.js";
import { explainSqliteError } from "./explain-sqlite-error.js";
import { ImmediateSqliteDialect } from "./immediate-dialect.js";
import { prepareOnce } from "./prepared-statements.js";
import type { Tables } from "./schema.js";
import { createSqlStore } from "./sql-store.js";
import { openSqliteFile } from "./sqlite-driver.js";
import { rememberFile } from "./store-file.js";
import { StoreWatch } from "./watch-store.js";

/** SQLite itself waits with the whole process standing still; what takes longer is waited for by the dialect. */
const BUSY_TIMEOUT_MS = 50;

/**
 * Opens the embedded store: one SQLite file, made with its folder when absent. Several processes may share it.
 *
 * @throws StoreUnavailableError when the file is not a database, cannot be written, or is newer than this code.
 */
export async function openSqliteStore(options: {
  readonly file: string;
  readonly now?: () => Date;
}): Promise<Store> {
  const { file, now = () => new Date() } = options;
  try {
    mkdirSync(dirname(file), { recursive: true });
    const database = openSqliteFile(file);
    database.exec("pragma journal_mode = wal");
    database.exec(`pragma busy_timeout = ${BUSY_TIMEOUT_MS}`);
    // With WAL, NORMAL loses nothing when a process dies; only a power cut may undo the last transactions.
    database.exec("pragma synchronous = normal");
    database.exec("pragma foreign_keys = on");
    const checkPresence = rememberFile(file);
    const watch = new StoreWatch(now);
    const db = new Kysely<Tables>({
      dialect: new ImmediateSqliteDialect({ database: prepareOnce(database), file, watch, checkPresence }),
    });
    return await createSqlStore(db, { now, place: file, watch, checkPresence });
  } catch (error) {
    throw explainSqliteError(error, file);
  }
}
