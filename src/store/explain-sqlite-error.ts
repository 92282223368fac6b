import { existsSync } from "node:fs";
import { StoreUnavailableError } from "../domain/store-errors.js";

/** Primary result codes of SQLite (sqlite.org/rescode.html). */
const READONLY = 8;
const CORRUPT = 11;
const FULL = 13;
const CANTOPEN = 14;
const NOTADB = 26;

/** Codes of the file system's own errors that forbid to make the file or its folder. */
const FORBIDDEN = ["EACCES", "EROFS", "EPERM", "ENOTDIR", "EEXIST"];

/** An error of the store's file as a StoreUnavailableError that says what to do; any other error as it is. */
export function explainSqliteError(error: unknown, file: string): unknown {
  if (error instanceof StoreUnavailableError || !(error instanceof Error)) return error;
  const { code, errcode } = error as { readonly code?: string; readonly errcode?: number };
  // The lower byte of an extended code is the primary one.
  const primary = errcode === undefined ? null : errcode & 0xff;
  if (primary === NOTADB || primary === CORRUPT) {
    return new StoreUnavailableError(
      `The store file ${file} is not a usable SQLite database (${error.message}). Restore it from a backup, or move it away to start with an empty store.`,
      { cause: error },
    );
  }
  if (primary === READONLY || primary === CANTOPEN || FORBIDDEN.some((known) => known === code)) {
    const what = existsSync(file) ? "cannot be written" : "cannot be made";
    return new StoreUnavailableError(
      `The store file ${file} ${what} (${error.message}). Check the permissions of the file and its folder, or set ASSAY_HOME to a folder that can be written.`,
      { cause: error },
    );
  }
  if (primary === FULL || code === "ENOSPC") {
    return new StoreUnavailableError(
      `The disk of the store file ${file} is full (${error.message}). Make room, and start again: what was written is kept.`,
      { cause: error },
    );
  }
  return error;
}
