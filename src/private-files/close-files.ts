import { chmodSync } from "node:fs";

/** Lets nobody but their owner read or write the files that are there. */
export function closeFiles(files: readonly string[]): void {
  for (const file of files) {
    try {
      chmodSync(file, 0o600);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }
}
