import { closeSync, openSync } from "node:fs";
import { IN_MEMORY } from "./in-memory.js";

/** Makes an empty file that its owner alone can read, unless there is one: SQLite gives -wal and -shm the same mode. */
export function makePrivateFile(file: string): void {
  if (file === IN_MEMORY) return;
  try {
    closeSync(openSync(file, "ax", 0o600));
  } catch (error) {
    // What hinders the file hinders its user too, who says what it means.
    if (
      !["EEXIST", "EROFS", "EACCES", "EISDIR", "ENOTDIR", "EPERM"].includes(
        String((error as NodeJS.ErrnoException).code),
      )
    )
      throw error;
  }
}
