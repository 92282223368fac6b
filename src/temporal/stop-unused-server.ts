import { isAlive } from "./is-alive.js";
import { ownNamespace } from "./own-namespace.js";
import { serverFiles } from "./server-files.js";
import { readServerRecord, removeServerRecord, type ServerRecord } from "./server-record.js";
import { reviewUsers } from "./server-users.js";
import { stopProcess } from "./stop-process.js";

/**
 * Stops the project's embedded server when no living process uses it any more; the caller holds the lock. Tells
 * whether nobody uses it.
 */
export async function stopUnusedServer(home: string): Promise<boolean> {
  if ((await reviewUsers(home)).living.length > 0) return false;
  // Not the one the caller began with: that may have died, and another user have started the next.
  const record = await readServerRecord(home);
  if (record !== null && (await isOurs(record, home))) await stopProcess(record.pid);
  await removeServerRecord(home);
  return true;
}

/** Never ends a stranger's process that got the id of a server that ended. */
async function isOurs({ pid, startedAt, address }: ServerRecord, home: string): Promise<boolean> {
  if (!isAlive(pid, startedAt)) return false;
  if (startedAt !== "") return true;
  // The client is large, and seldom needed here.
  const { answers } = await import("./answers.js");
  return await answers(address, ownNamespace(serverFiles(home).database));
}
