import { copyFileSync, existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSqliteFile, type SqliteFile } from "./sqlite-driver.js";

/**
 * Opens a store's file that may not be written, in a folder that may not be written either.
 *
 * What the last process left in the write-ahead log counts: where SQLite cannot read that in place, since its index is
 * missing and cannot be made, it is read from a copy that is removed in the end.
 *
 * @throws Error of the driver when the file cannot be read
 */
export function openToRead(file: string): SqliteFile {
  const log = `${file}-wal`;
  const hasLog = existsSync(log) && statSync(log).size > 0;
  if (!hasLog) return openSqliteFile(file, "immutable");
  try {
    const database = openSqliteFile(file, "read");
    // The file is looked at when it is first asked for something.
    database.exec("select count(*) from sqlite_schema");
    return database;
  } catch {
    return openCopy(file, log);
  }
}

function openCopy(file: string, log: string): SqliteFile {
  // Made for its owner alone.
  const folder = mkdtempSync(join(tmpdir(), "assay-read-"));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    const copy = join(folder, "assay.db");
    copyFileSync(file, copy);
    copyFileSync(log, `${copy}-wal`);
    const database = openSqliteFile(copy);
    database.exec("select count(*) from sqlite_schema");
    // Whatever would be written to it would be lost.
    database.exec("pragma query_only = on");
    return {
      ...database,
      close: () => {
        database.close();
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}
