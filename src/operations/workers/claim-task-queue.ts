import { randomUUID } from "node:crypto";
import { sharedTaskQueue } from "../../domain/worker/task-queue.js";
import type { WorkerRegistration } from "../../domain/worker/worker-registration.js";
import type { WorkerStore } from "../../domain/worker/worker-store.js";
import { describeProcess, isAtWork } from "./is-at-work.js";
import { hasSameCode, ownQueuePrefix, type ProjectCode } from "./project-code.js";

/** A worker that has not reported for this long is removed by the next one. */
const FORGOTTEN_MS = 86_400_000;

/** What a worker needs to register. */
export interface ClaimContext extends ProjectCode {
  readonly store: WorkerStore & { readonly storeId: string };
  readonly now?: () => Date;
}

/**
 * Registers a worker of this process. It shares the task queue of those with the same code; where others have the
 * store's shared one, it gets one of its own, so that no task queue ever has workers with different code.
 */
export async function claimTaskQueue(
  { store, now = () => new Date(), ...project }: ClaimContext,
  kind: "lasting" | "command",
): Promise<WorkerRegistration> {
  const at = now();
  const id = randomUUID();
  const shared = sharedTaskQueue(store.storeId);
  const own = `${ownQueuePrefix(store.storeId, project.code)}${project.code.hash.slice(0, 12)}`;
  await store.forgetWorkers(new Date(at.getTime() - FORGOTTEN_MS));
  const registered = await store.registerWorker(
    { id, kind, code: project.code, ...describeProcess(), ...firstSeen(at) },
    (others) => {
      const atWork = others.filter((other) => isAtWork(other, at));
      const isTaken = (taskQueue: string): boolean => atWork.some((other) => other.taskQueue === taskQueue);
      const same = atWork.filter((other) => hasSameCode(project, other)).map(({ taskQueue }) => taskQueue);
      if (same.includes(shared)) return shared;
      if (same[0] !== undefined) return same[0];
      if (!isTaken(shared)) return shared;
      return isTaken(own) ? `${own}-${id.slice(0, 8)}` : own;
    },
  );
  return registered as WorkerRegistration;
}

function firstSeen(at: Date): Pick<WorkerRegistration, "startedAt" | "seenAt" | "ended"> {
  return { startedAt: at.toISOString(), seenAt: at.toISOString(), ended: false };
}
