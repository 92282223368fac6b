import type { Store } from "../../domain/store.js";
import { sharedTaskQueue } from "../../domain/worker/task-queue.js";
import { isAtWork } from "./is-at-work.js";

/** The task queues on which work of a store is asked for: the shared one, and those of workers with code of their own. */
export async function listTaskQueues(
  store: Pick<Store, "storeId" | "listWorkers">,
): Promise<readonly string[]> {
  const now = new Date();
  const workers = (await store.listWorkers()).filter((worker) => isAtWork(worker, now));
  return [...new Set([sharedTaskQueue(store.storeId), ...workers.map(({ taskQueue }) => taskQueue)])];
}
