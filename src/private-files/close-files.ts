import { chmodSync } from "node:fs";

/** Restricts existing files to their owner, for reading and writing. */
export function closeFiles(files: readonly string[]): void {
  for (const file of files) {
    try {
      chmodSync(file, 0o600);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }
}
