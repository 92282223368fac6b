/** Exits with 0 when a worker of this store has asked Temporal for work lately: that the process lives says less. */
import { openTemporal } from "../dist/compose.js";
import { sharedTaskQueue } from "../dist/domain/worker/task-queue.js";
import { readEnvironment } from "../dist/environment.js";
import { openStore } from "../dist/open-store.js";

/** Workers ask again after at most a minute of silence. */
const LATELY_MS = 90_000;
/** Temporal's TASK_QUEUE_TYPE_ACTIVITY. */
const ACTIVITY_QUEUE = 2;

const environment = readEnvironment(process.env);
const store = await openStore(environment);
const temporal = await openTemporal(environment, (line) => process.stderr.write(`${line}\n`));
// Workers with other code than the first ones have task queues of their own.
const registered = (await store.listWorkers()).map(({ taskQueue }) => taskQueue);
const pollers = [];
for (const name of new Set([sharedTaskQueue(store.storeId), ...registered])) {
  const answer = await temporal.connection.workflowService.describeTaskQueue({
    namespace: temporal.namespace,
    taskQueue: { name },
    taskQueueType: ACTIVITY_QUEUE,
  });
  pollers.push(...(answer.pollers ?? []));
}
await temporal.close();
await store.close();
const last = Math.max(0, ...pollers.map((poller) => Number(poller.lastAccessTime?.seconds ?? 0) * 1_000));
const isHealthy = Date.now() - last < LATELY_MS;
process.stdout.write(`last poll ${last === 0 ? "never" : new Date(last).toISOString()}\n`);
process.exit(isHealthy ? 0 : 1);
