import { sharedTaskQueue } from "../../domain/worker/task-queue.js";
import type { WorkerRegistration } from "../../domain/worker/worker-registration.js";
import type { ClaimContext } from "./claim-task-queue.js";
import { isAtWork } from "./is-at-work.js";
import { hasSameCode } from "./project-code.js";

/** The running workers of a store, as one process sees them. */
export interface WorkersAtWork {
  /** One that has this process's code, one on the shared task queue before others; null without. */
  readonly same: WorkerRegistration | null;
  /** Those that have other code. */
  readonly others: readonly WorkerRegistration[];
}

/** Looks who works for the store, and with which code. `lasting` leaves out workers of commands. */
export async function findWorkers(
  { store, now = () => new Date(), ...project }: ClaimContext,
  scope: "all" | "lasting" = "all",
): Promise<WorkersAtWork> {
  const at = now();
  const atWork = (await store.listWorkers()).filter(
    (worker) =>
      worker.kind !== "adopted" && (scope === "all" || worker.kind === "lasting") && isAtWork(worker, at),
  );
  const same = atWork.filter((worker) => hasSameCode(project, worker));
  const shared = sharedTaskQueue(store.storeId);
  return {
    same: same.find(({ taskQueue }) => taskQueue === shared) ?? same[0] ?? null,
    others: atWork.filter((worker) => !same.includes(worker)),
  };
}
