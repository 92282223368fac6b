import { mkdirSync, realpathSync } from "node:fs";
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
import type { Store } from "../domain/store.js";
import { explainSqliteError } from "./explain-sqlite-error.js";
import { createTurns, type Turns, turnsOf } from "./file-turns.js";
import { prepareOnce } from "./prepared-statements.js";
import type { Tables } from "./schema.js";
import { createSqlStore } from "./sql-store.js";
import { openSqliteFile } from "./sqlite-driver.js";

/**
 * Takes the write lock at the start: a deferred transaction that reads first cannot wait for it later. Says of a file
 * that breaks in use what it says of one that cannot be opened.
 */
class ImmediateSqliteDriver extends SqliteDriver {
  readonly #file: string;
  readonly #turns: Turns;

  constructor(database: SqliteDatabase, file: string) {
    super({ database });
    this.#file = file;
    // A database in memory is this connection's alone.
    this.#turns = file === ":memory:" ? createTurns() : turnsOf(realpathSync(file));
  }

  override async releaseConnection(): Promise<void> {
    await super.releaseConnection();
    this.#turns.giveBack();
  }

  override async acquireConnection(): Promise<DatabaseConnection> {
    await this.#turns.take();
    const connection = await super.acquireConnection();
    const file = this.#file;
    return {
      streamQuery: (query, size) => connection.streamQuery(query, size),
      executeQuery: async (query) => {
        try {
          return await connection.executeQuery(query);
        } catch (error) {
          throw explainSqliteError(error, file);
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
    const database = openSqliteFile(file);
    database.exec("pragma journal_mode = wal");
    // With WAL, NORMAL loses nothing when a process dies; only a power cut may undo the last transactions.
    database.exec("pragma synchronous = normal");
    database.exec("pragma foreign_keys = on");
    const db = new Kysely<Tables>({
      dialect: new ImmediateSqliteDialect(prepareOnce(database), file),
    });
    return await createSqlStore(db, { now: options.now ?? (() => new Date()), place: file });
  } catch (error) {
    throw explainSqliteError(error, file);
  }
}
