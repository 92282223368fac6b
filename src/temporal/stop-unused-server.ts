import { isAlive } from "./is-alive.js";
import { readServerRecord, removeServerRecord, type ServerRecord } from "./server-record.js";
import { reviewUsers } from "./server-users.js";
import { stopProcess } from "./stop-process.js";

/**
 * Stops the project's embedded server when no living process uses it any more; the caller holds the lock. Returns the
 * process that was stopped, if any.
 */
export async function stopUnusedServer(home: string): Promise<number | null> {
  if ((await reviewUsers(home)).living.length > 0) return null;
  // Not the one the caller began with: that may have died, and another user have started the next.
  const record = await readServerRecord(home);
  const stopped = record !== null && (await isOurs(record, home)) ? record.pid : null;
  if (stopped !== null) await stopProcess(stopped);
  await removeServerRecord(home);
  return stopped;
}

/** Never ends a stranger's process that got the id of a server that ended. */
async function isOurs({ pid, startedAt, address }: ServerRecord, home: string): Promise<boolean> {
  if (!isAlive(pid, startedAt)) return false;
  if (startedAt !== "") return true;
  // The client is large, and seldom needed here.
  const { isAnswering } = await import("./is-answering.js");
  return await isAnswering(home, { address });
}
