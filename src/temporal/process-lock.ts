import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "@photostructure/sqlite";
import { AssayError } from "../domain/errors.js";

/** SQLite's result code of that name; extended codes carry it in their lowest byte. */
const SQLITE_BUSY = 5;
const RETRY_MS = 25;
/** Longer than anything done under a lock: a first fetch of the server may take three minutes in each of two ways. */
const PROCESS_LOCK_PATIENCE_MS = 420_000;

/** Another process holds a lock for longer than anything done under it takes. */
export class ProcessLockTimeoutError extends AssayError {
  constructor(file: string, waitedMs: number) {
    super(
      `Another Assay process has held the lock ${file} for ${Math.round(waitedMs / 1_000)} s, longer than any command needs it. The process may be suspended: look for stopped assay processes of this project, and end them.`,
    );
  }
}

/**
 * Runs `work` while this process alone holds the lock of that file, waiting until it is free.
 *
 * The lock is the operating system's, taken through SQLite: an exclusive transaction on an empty database. The system
 * itself gives it up when its holder dies in whatever way, so there is no stale lock that two could take over at once.
 *
 * @throws ProcessLockTimeoutError
 */
export async function withProcessLock<Result>(
  file: string,
  work: () => Promise<Result>,
  patienceMs = PROCESS_LOCK_PATIENCE_MS,
): Promise<Result> {
  mkdirSync(dirname(file), { recursive: true });
  // Waiting inside of SQLite would stop this process' heartbeats.
  const database = new DatabaseSync(file, { timeout: 0 });
  try {
    const deadline = performance.now() + patienceMs;
    while (!isTaken(database)) {
      if (performance.now() > deadline) throw new ProcessLockTimeoutError(file, patienceMs);
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS * (0.5 + Math.random())));
    }
    return await work();
  } finally {
    // Ends the transaction with it.
    database.close();
  }
}

function isTaken(database: InstanceType<typeof DatabaseSync>): boolean {
  try {
    database.exec("begin exclusive");
    return true;
  } catch (error) {
    if (((error as { errcode?: number }).errcode ?? 0) % 256 === SQLITE_BUSY) return false;
    throw error;
  }
}
