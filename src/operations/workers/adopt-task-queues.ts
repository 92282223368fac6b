import type { Client } from "@temporalio/client";
import { sharedTaskQueue } from "../../domain/worker/task-queue.js";
import type { WorkerRegistration } from "../../domain/worker/worker-registration.js";
import type { ClaimContext } from "./claim-task-queue.js";
import { isAtWork } from "./is-at-work.js";
import { hasSameCode, ownQueuePrefix } from "./project-code.js";

/** A lasting worker, and how it takes up further task queues: `serve` begins with one, its answer ends that. */
export interface AdoptionContext extends ClaimContext {
  readonly client: Client;
  readonly worker: WorkerRegistration;
  readonly serve: (taskQueue: string) => Promise<() => Promise<void>>;
}

/** The further task queues of a lasting worker. */
export interface Adoption {
  /** Looks what to take up and what to give up; tells which it took up. To be made from time to time. */
  pass(): Promise<readonly string[]>;
  end(): Promise<void>;
}

/**
 * Lets a lasting worker end what workers before it left: workflows on the store's shared task queue, and on those that
 * workers of its own configuration had for themselves. What a worker that began later has left is not touched: older
 * code would run in place of newer. The shared task queue it keeps, the others until their workflows have ended.
 */
export function adoptTaskQueues(context: AdoptionContext): Adoption {
  const { store, client, worker, serve, now = () => new Date(), ...project } = context;
  const shared = sharedTaskQueue(store.storeId);
  const prefix = ownQueuePrefix(store.storeId, project.code);
  const served = new Map<string, () => Promise<void>>();
  const mayServe = (known: readonly WorkerRegistration[], taskQueue: string, isOpen: boolean): boolean => {
    const there = known.filter((other) => other.taskQueue === taskQueue && other.id !== worker.id);
    if (there.some((other) => isAtWork(other, now()) && !hasSameCode(project, other))) return false;
    const later = there.some(({ kind, startedAt }) => kind !== "adopted" && startedAt > worker.startedAt);
    return !isOpen || !later;
  };
  const adopt = async (taskQueue: string, isOpen: boolean): Promise<boolean> => {
    const registration = await store.registerWorker(
      { ...worker, kind: taskQueue === shared ? "lasting" : "adopted", seenAt: now().toISOString() },
      (others) => (mayServe(others, taskQueue, isOpen) ? taskQueue : null),
    );
    if (registration === null) return false;
    served.set(taskQueue, await serve(taskQueue));
    return true;
  };
  return {
    async pass() {
      const open = await listOpenTaskQueues(client, shared);
      for (const [taskQueue, stop] of served) {
        if (taskQueue === shared || open.has(taskQueue)) continue;
        served.delete(taskQueue);
        await stop();
        await store.endWorker(worker.id, taskQueue);
      }
      const left = [...open].filter((taskQueue) => taskQueue.startsWith(prefix));
      const adopted: string[] = [];
      for (const taskQueue of new Set([shared, ...left])) {
        if (taskQueue === worker.taskQueue || served.has(taskQueue)) continue;
        if (await adopt(taskQueue, open.has(taskQueue))) adopted.push(taskQueue);
      }
      return adopted;
    },
    async end() {
      await Promise.all([...served.values()].map((stop) => stop()));
    },
  };
}

/** The task queues of a store on which workflows wait or run. */
async function listOpenTaskQueues(client: Client, beginning: string): Promise<ReadonlySet<string>> {
  const open = new Set<string>();
  const query = `ExecutionStatus = "Running" AND TaskQueue STARTS_WITH "${beginning}"`;
  for await (const { taskQueue } of client.workflow.list({ query })) open.add(taskQueue);
  return open;
}
