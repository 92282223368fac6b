import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { isAlive, startOf } from "./is-alive.js";
import { minimalEnvironment } from "./minimal-environment.js";
import { type ServerRecord, writeServerRecord } from "./server-record.js";

/** Sees to it that a process watches over the end of the server's users; the caller holds the lock. */
export async function appointGuardian(home: string, record: ServerRecord): Promise<void> {
  const { guardian } = record;
  if (guardian !== null && isAlive(guardian.pid, guardian.startedAt)) return;
  const script = fileURLToPath(new URL("../temporal/server-guardian.js", import.meta.url));
  const child = spawn(process.execPath, [script, home], {
    detached: true,
    cwd: home,
    env: minimalEnvironment(process.env, "server"),
    stdio: "ignore",
  });
  child.unref();
  // Without it the next command finds and ends the server.
  child.once("error", () => undefined);
  if (child.pid === undefined) return;
  await writeServerRecord(home, { ...record, guardian: { pid: child.pid, startedAt: startOf(child.pid) } });
}
