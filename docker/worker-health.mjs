/**
 * Exits with 0 when this container's worker has asked Temporal for work lately: that the process lives says less.
 *
 *   node docker/worker-health.mjs [--restart-after CHECKS]
 *
 * Compose restarts what has ended, not what is unhealthy. With --restart-after, the worker is told to stop when so many
 * checks in a row found it silent while the Temporal server answered, and killed when it does not obey; the container
 * ends with it and is started again. A server or store that is away is no reason: another start would not bring it back.
 */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { readEnvironment } from "../dist/environment.js";
import { openStore } from "../dist/open-store.js";
import { listTaskQueues } from "../dist/operations/workers/list-task-queues.js";
import { readLastPoll } from "../dist/temporal/last-poll.js";
import { withRunningServer } from "../dist/temporal/with-running-server.js";

const { values } = parseArgs({ options: { "restart-after": { type: "string" } } });
const restartAfter = Number(values["restart-after"] ?? Number.POSITIVE_INFINITY);
const silentChecks = join(tmpdir(), "assay-worker-silent");

const { home, variables } = readEnvironment(process.env);
const store = await openStore({ home, variables }, { mayBeReadOnly: true });
// Workers with other code than the first ones have task queues of their own.
const taskQueues = await listTaskQueues(store);
const poll = await withRunningServer({ home, environment: variables }, (client) =>
  readLastPoll(client, taskQueues),
);
await store.close();
// Workers of other containers on the same queue say nothing about this one.
const isHealthy = poll?.identities.some((identity) => identity.endsWith(`@${hostname()}`)) ?? false;
const last = poll?.lastPollAt ?? null;
process.stdout.write(
  `last poll ${last ?? "never"}${isHealthy || last === null ? "" : ", none by this worker lately"}\n`,
);
if (isHealthy) rmSync(silentChecks, { force: true });
else if (poll !== null && Number.isFinite(restartAfter)) restartIfSilentFor(countSilentCheck());
process.exit(isHealthy ? 0 : 1);

function countSilentCheck() {
  const count = Number(readText(silentChecks) || 0) + 1;
  writeFileSync(silentChecks, String(count));
  return count;
}

/** The container's first process is an init that hands signals on, and ends with the worker. */
function restartIfSilentFor(checks) {
  if (checks === restartAfter) process.kill(1, "SIGTERM");
  if (checks <= restartAfter + 1) return;
  rmSync(silentChecks, { force: true });
  const [worker] = readText("/proc/1/task/1/children").split(" ").map(Number);
  if (worker > 0) process.kill(worker, "SIGKILL");
}

function readText(file) {
  try {
    return readFileSync(file, "utf8").trim();
  } catch {
    return "";
  }
}
