import { existsSync } from "node:fs";
import {
  StoreFullError,
  StoreLockedError,
  StoreReadOnlyError,
  StoreUnavailableError,
} from "../domain/store-errors.js";

/** What SQLite and the file system say, in words that tell what to do; other errors as they are. */
export function explainStoreError(error: unknown, file: string): unknown {
  if (error instanceof StoreUnavailableError || !(error instanceof Error)) return error;
  const { code = "" } = error as { code?: string };
  const said = `${code} ${error.message}`;
  const cause = { cause: error };
  if (/NOTADB|CORRUPT|not a database|malformed/.test(said)) {
    return new StoreUnavailableError(
      `The store file ${file} is not a usable SQLite database (${error.message}). Restore it from a backup, or move it away to start with an empty store.`,
      cause,
    );
  }
  if (isLockRefusal(error)) {
    return new StoreLockedError(
      `The store file ${file} is locked by another process (${error.message}). Find it with: fuser ${file}. It may be a backup, a SQLite shell with an open transaction, or a process that hangs; Assay's own locks last milliseconds.`,
      cause,
    );
  }
  if (/READONLY|readonly|CANTOPEN|[Uu]nable to open|EACCES|EROFS|EPERM|ENOTDIR|EEXIST/.test(said)) {
    const what = existsSync(file) ? "cannot be written" : "cannot be made";
    return new StoreReadOnlyError(
      `The store file ${file} ${what} (${error.message}). Check the permissions of the file and its folder, or set ASSAY_HOME to a folder that can be written.`,
      cause,
    );
  }
  if (/SQLITE_FULL|disk is full|ENOSPC|EDQUOT/.test(said)) {
    return new StoreFullError(
      `The disk of the store file ${file} is full (${error.message}). Make room, and start again: what was written is kept.`,
      cause,
    );
  }
  if (/SQLITE_IOERR|disk I\/O error|EIO|EFBIG/.test(said)) {
    return new StoreUnavailableError(
      `The store file ${file} cannot be read or written (${error.message}): its disk is broken or gone, or a quota or limit of file sizes is reached. See the system's log: what was written before is kept.`,
      cause,
    );
  }
  return error;
}

/** True when another connection holds the lock that was wanted. */
export function isLockRefusal(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code = "" } = error as { code?: string };
  return /SQLITE_BUSY|SQLITE_LOCKED|database (table )?is locked/.test(`${code} ${error.message}`);
}
