import { existsSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import {
  CompiledQuery,
  type DatabaseConnection,
  Kysely,
  SqliteAdapter,
  type SqliteDatabase,
  SqliteDialect,
  SqliteDriver,
} from "kysely";
import Database from "libsql";
import type { Store } from "../domain/store.js";
import { StoreUnavailableError } from "../domain/store-errors.js";
import { prepareOnce } from "./prepared-statements.js";
import type { Tables } from "./schema.js";
import { createSqlStore } from "./sql-store.js";

/**
 * Takes the write lock at the start: a deferred transaction that reads first cannot wait for it later. Says of a file
 * that breaks in use what it says of one that cannot be opened.
 */
class ImmediateSqliteDriver extends SqliteDriver {
  readonly #file: string;

  constructor(database: SqliteDatabase, file: string) {
    super({ database });
    this.#file = file;
  }

  override async acquireConnection(): Promise<DatabaseConnection> {
    const connection = await super.acquireConnection();
    const file = this.#file;
    return {
      streamQuery: (query, size) => connection.streamQuery(query, size),
      executeQuery: async (query) => {
        try {
          return await connection.executeQuery(query);
        } catch (error) {
          throw explain(error, file);
        }
      },
    };
  }

  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw("begin immediate"));
  }
}

/** Kysely leaves SQLite's schema changes outside of transactions: two processes that open a new store would both make its tables. */
class TransactionalSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

class ImmediateSqliteDialect extends SqliteDialect {
  readonly #database: SqliteDatabase;
  readonly #file: string;

  constructor(database: SqliteDatabase, file: string) {
    super({ database });
    this.#database = database;
    this.#file = file;
  }

  override createAdapter(): SqliteAdapter {
    return new TransactionalSqliteAdapter();
  }

  override createDriver(): SqliteDriver {
    return new ImmediateSqliteDriver(this.#database, this.#file);
  }
}

/**
 * Opens the embedded store: one SQLite file, made with its folder when absent. Several processes may share it.
 *
 * @throws StoreUnavailableError when the file is not a database, cannot be written, or is newer than this code.
 */
export async function openSqliteStore(options: {
  readonly file: string;
  readonly now?: () => Date;
}): Promise<Store> {
  const { file } = options;
  try {
    mkdirSync(dirname(file), { recursive: true });
    const database = new Database(file);
    database.exec("pragma busy_timeout = 10000");
    database.exec("pragma journal_mode = wal");
    // With WAL, NORMAL loses nothing when a process dies; only a power cut may undo the last transactions.
    database.exec("pragma synchronous = normal");
    database.exec("pragma foreign_keys = on");
    const db = new Kysely<Tables>({
      dialect: new ImmediateSqliteDialect(prepareOnce(database as unknown as SqliteDatabase), file),
    });
    return await createSqlStore(db, { now: options.now ?? (() => new Date()), place: file });
  } catch (error) {
    throw explain(error, file);
  }
}

function explain(error: unknown, file: string): unknown {
  if (error instanceof StoreUnavailableError || !(error instanceof Error)) return error;
  const { code = "" } = error as { code?: string };
  const said = `${code} ${error.message}`;
  if (/NOTADB|CORRUPT|not a database|malformed/.test(said)) {
    return new StoreUnavailableError(
      `The store file ${file} is not a usable SQLite database (${error.message}). Restore it from a backup, or move it away to start with an empty store.`,
      { cause: error },
    );
  }
  if (/READONLY|readonly|CANTOPEN|[Uu]nable to open|EACCES|EROFS|EPERM|ENOTDIR|EEXIST/.test(said)) {
    const what = existsSync(file) ? "cannot be written" : "cannot be made";
    return new StoreUnavailableError(
      `The store file ${file} ${what} (${error.message}). Check the permissions of the file and its folder, or set ASSAY_HOME to a folder that can be written.`,
      { cause: error },
    );
  }
  if (/SQLITE_FULL|disk is full|ENOSPC/.test(said)) {
    return new StoreUnavailableError(
      `The disk of the store file ${file} is full (${error.message}). Make room, and start again: what was written is kept.`,
      { cause: error },
    );
  }
  return error;
}
