/**
 * A process of its own that ends the embedded server of a project when all that used it are gone without having
 * stopped it, as after kill -9 or a closed terminal. It ends itself with the server.
 */
import { appendFile } from "node:fs/promises";
import { setTimeout } from "node:timers/promises";
import { withProcessLock } from "./process-lock.js";
import { serverFiles } from "./server-files.js";
import { readServerRecord } from "./server-record.js";
import { livingUsers } from "./server-users.js";
import { stopUnusedServer } from "./stop-unused-server.js";

const GUARD_INTERVAL_MS = 2_000;

const home = process.argv[2] as string;
const { lock, log } = serverFiles(home);
for (;;) {
  await setTimeout(GUARD_INTERVAL_MS);
  const record = await readServerRecord(home);
  // Another guardian was appointed with the next server.
  if (record?.guardian?.pid !== process.pid) break;
  if ((await livingUsers(home)).length > 0) continue;
  const stopped = await withProcessLock(lock, () => stopUnusedServer(home));
  if (stopped === null) continue;
  const message = `no assay process of this project was left: the embedded server ${stopped} was ended`;
  await appendFile(log, `${JSON.stringify({ ts: new Date().toISOString(), level: "warn", msg: message })}\n`);
  break;
}
