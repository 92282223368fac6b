import { realpathSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import {
  CompiledQuery,
  type DatabaseConnection,
  type QueryResult,
  SqliteAdapter,
  type SqliteDatabase,
  SqliteDialect,
  SqliteDriver,
} from "kysely";
import { StoreLockedError } from "../domain/store-errors.js";
import { explainSqliteError } from "./explain-sqlite-error.js";
import { createTurns, type Turns, turnsOf } from "./file-turns.js";
import type { StoreWatch } from "./watch-store.js";

/** Anything of Assay's own has let go of the lock long before. */
const LOCK_PATIENCE_MS = 30_000;
const FIRST_PAUSE_MS = 5;
const LONGEST_LOCK_PAUSE_MS = 100;

/** A SQLite file in use. */
export interface OpenFile {
  readonly file: string;
  readonly database: SqliteDatabase;
  readonly watch: StoreWatch;
  /** @throws StoreGoneError */
  readonly checkPresence: () => void;
}

/**
 * Takes the write lock at the start: a deferred transaction that reads first cannot wait for it later. Where another
 * process holds it, waits without holding up this one, whose heartbeats go on meanwhile. Says of a file that breaks in
 * use what it says of one that cannot be opened.
 */
class ImmediateSqliteDriver extends SqliteDriver {
  readonly #open: OpenFile;
  readonly #turns: Turns;
  #isInTransaction = false;

  constructor(open: OpenFile) {
    super({ database: open.database });
    this.#open = open;
    // A database in memory is this connection's alone.
    this.#turns = open.file === ":memory:" ? createTurns() : turnsOf(realpathSync(open.file));
  }

  override async releaseConnection(): Promise<void> {
    await super.releaseConnection();
    this.#turns.giveBack();
  }

  override async acquireConnection(): Promise<DatabaseConnection> {
    await this.#turns.take();
    const connection = await super.acquireConnection();
    return {
      streamQuery: (query, size) => this.#stream(connection.streamQuery(query, size)),
      executeQuery: (query) => this.#execute(connection, query),
    };
  }

  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw("begin immediate"));
    this.#isInTransaction = true;
    this.#open.watch.onLock();
  }

  override async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await super.commitTransaction(connection);
    this.#isInTransaction = false;
    this.#open.watch.onWrite();
  }

  override async rollbackTransaction(): Promise<void> {
    this.#isInTransaction = false;
    try {
      // Past the check of the file: also what was written to one that is gone has to end.
      this.#open.database.prepare("rollback").run([]);
    } catch (error) {
      // SQLite has done so itself after some errors, which are what matters.
      if (!/no transaction is active/.test(String(error))) throw explainSqliteError(error, this.#open.file);
    }
  }

  async #execute<Row>(connection: DatabaseConnection, query: CompiledQuery): Promise<QueryResult<Row>> {
    const { file, watch, checkPresence } = this.#open;
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(LONGEST_LOCK_PAUSE_MS, pauseMs * 2)) {
      try {
        checkPresence();
        const result = await connection.executeQuery<Row>(query);
        if (!this.#isInTransaction && result.numAffectedRows !== undefined && !query.sql.startsWith("begin"))
          watch.onWrite();
        return result;
      } catch (error) {
        const explained = explainSqliteError(error, file);
        watch.onError(explained);
        // One bound for all that wait in line: each would otherwise add its own.
        if (!(explained instanceof StoreLockedError) || watch.lastsMs() >= LOCK_PATIENCE_MS) throw explained;
      }
      await sleep(pauseMs);
    }
  }

  async *#stream<Row>(
    rows: AsyncIterableIterator<QueryResult<Row>>,
  ): AsyncIterableIterator<QueryResult<Row>> {
    const { file, watch, checkPresence } = this.#open;
    try {
      checkPresence();
      yield* rows;
    } catch (error) {
      const explained = explainSqliteError(error, file);
      watch.onError(explained);
      throw explained;
    }
  }
}

/** Kysely leaves SQLite's schema changes outside of transactions: two processes that open a new store would both make its tables. */
class TransactionalSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/** SQLite as Kysely speaks it, with transactions that hold the write lock from their beginning. */
export class ImmediateSqliteDialect extends SqliteDialect {
  readonly #open: OpenFile;

  constructor(open: OpenFile) {
    super({ database: open.database });
    this.#open = open;
  }

  override createAdapter(): SqliteAdapter {
    return new TransactionalSqliteAdapter();
  }

  override createDriver(): SqliteDriver {
    return new ImmediateSqliteDriver(this.#open);
  }
}
