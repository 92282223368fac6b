import { statfs } from "node:fs/promises";

/** The server's database grows by pages and by files of its log: with less than this it soon cannot write. */
const LEAST_BYTES = 2 * 1024 * 1024;

/**
 * What prevents an embedded server that answers from working; null if nothing does. When its disk is full, it still
 * answers questions from memory and reports nothing.
 */
export async function findObstacle(home: string): Promise<string | null> {
  // Where the system does not tell, nothing is known to be wrong.
  const disk = await statfs(home).catch(() => null);
  if (disk === null || disk.blocks === 0) return null;
  // The part that is kept back for the superuser is his alone.
  const free = (process.getuid?.() === 0 ? disk.bfree : disk.bavail) * disk.bsize;
  return free >= LEAST_BYTES ? null : `the disk of ${home} is full (${Math.floor(free / 1024)} KiB are left)`;
}
