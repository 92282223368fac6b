import { existsSync } from "node:fs";
import { types } from "node:util";
import {
  StoreFullError,
  StoreLockedError,
  StoreReadOnlyError,
  StoreUnavailableError,
} from "../domain/store-errors.js";

/** Primary result codes of SQLite (sqlite.org/rescode.html). */
const BUSY = 5;
const LOCKED = 6;
const READONLY = 8;
const IOERR = 10;
const CORRUPT = 11;
const FULL = 13;
const CANTOPEN = 14;
const NOTADB = 26;

/** Codes of the file system's own errors that forbid to make the file or its folder. */
const FORBIDDEN = ["EACCES", "EROFS", "EPERM", "ENOTDIR", "EEXIST"];

/** An error of the store's file as a StoreUnavailableError that says what to do; any other error as it is. */
export function explainSqliteError(error: unknown, file: string): unknown {
  // The driver is native: its errors need not be those of the realm that this code runs in.
  if (error instanceof StoreUnavailableError || !types.isNativeError(error)) return error;
  const { code, errcode } = error as { readonly code?: string; readonly errcode?: number };
  // The lower byte of an extended code is the primary one.
  const primary = errcode === undefined ? null : errcode & 0xff;
  if (primary === NOTADB || primary === CORRUPT) {
    return new StoreUnavailableError(
      `The store file ${file} is not a usable SQLite database (${error.message}). Restore it from a backup, or move it away to start with an empty store.`,
      { cause: error },
    );
  }
  if (primary === BUSY || primary === LOCKED) {
    return new StoreLockedError(
      `The store file ${file} is locked by another process (${error.message}). Find it with: fuser ${file}. It may be a backup, a SQLite shell with an open transaction, or a process that hangs; Assay's own locks last milliseconds.`,
      { cause: error },
    );
  }
  if (primary === READONLY || primary === CANTOPEN || FORBIDDEN.some((known) => known === code)) {
    const what = existsSync(file) ? "cannot be written" : "cannot be made";
    return new StoreReadOnlyError(
      `The store file ${file} ${what} (${error.message}). Check the permissions of the file and its folder, or set ASSAY_HOME to a folder that can be written.`,
      { cause: error },
    );
  }
  if (primary === FULL || code === "ENOSPC") {
    return new StoreFullError(
      `The disk of the store file ${file} is full (${error.message}). Make room, and start again: what was written is kept.`,
      { cause: error },
    );
  }
  if (primary === IOERR) {
    return new StoreUnavailableError(
      `The store file ${file} cannot be read or written (${error.message}): its disk is broken or gone, or a quota or limit of file sizes is reached. See the system's log: what was written before is kept.`,
      { cause: error },
    );
  }
  return error;
}
