import { statSync } from "node:fs";
import { StoreGoneError } from "../domain/store-errors.js";
import { IN_MEMORY } from "../private-files/in-memory.js";

/**
 * Remembers which file was opened. The system keeps a file that was deleted for whoever has it open, so that SQLite
 * goes on writing without an error, to where nobody will find it.
 *
 * Returns a check. @throws StoreGoneError (the check) when another file is there now, or none.
 */
export function rememberFile(file: string): () => void {
  if (file === IN_MEMORY) return () => undefined;
  const opened = statSync(file, { bigint: true });
  return () => {
    const found = statSync(file, { bigint: true, throwIfNoEntry: false });
    if (found?.ino === opened.ino && found.dev === opened.dev) return;
    const what = found === undefined ? "deleted or moved" : "replaced by another";
    throw new StoreGoneError(
      `The store file ${file} was ${what} while it was in use. Anything written now would be lost, so nothing more is written. Put the file back and start again, or start again with an empty store.`,
    );
  };
}
