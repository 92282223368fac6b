import type { SqliteDatabase, SqliteStatement } from "kysely";

/** Statements kept. A store's own number about a hundred; lists of ids of every length make the rest. */
const KEPT_STATEMENTS = 300;

/**
 * The database with statements that are compiled once: to compile one takes several times as long as to execute it.
 * A cursor gets a statement of its own, since one that is not read to its end would block the next use.
 */
export function prepareOnce(database: SqliteDatabase): SqliteDatabase {
  const kept = new Map<string, SqliteStatement>();
  const take = (sql: string): SqliteStatement => {
    const statement = kept.get(sql) ?? database.prepare(sql);
    // Last in order again, so that the first is the one unused for longest.
    kept.delete(sql);
    kept.set(sql, statement);
    const [oldest] = kept.keys();
    if (kept.size > KEPT_STATEMENTS && oldest !== undefined) kept.delete(oldest);
    return statement;
  };
  return {
    prepare(sql) {
      const statement = take(sql);
      const execute = <Result>(work: () => Result): Result => {
        try {
          return work();
        } catch (error) {
          // One that failed is in no state to be used again.
          kept.delete(sql);
          throw error;
        }
      };
      return {
        reader: statement.reader,
        all: (parameters) => execute(() => statement.all(parameters)),
        run: (parameters) => execute(() => statement.run(parameters)),
        iterate: (parameters) => database.prepare(sql).iterate(parameters),
      };
    },
    close: () => {
      kept.clear();
      database.close();
    },
  };
}
