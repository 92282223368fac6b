import type { WorkerRegistration } from "./worker-registration.js";

/** Who works for a store. */
export interface WorkerStore {
  /** All that are remembered, oldest first, whether they live or not. */
  listWorkers(): Promise<readonly WorkerRegistration[]>;
  /**
   * Registers a worker on the task queue that `choose` picks, which sees all others: between its look and the entry
   * nobody else is registered. Null where it picks none.
   */
  registerWorker(
    worker: Omit<WorkerRegistration, "taskQueue">,
    choose: (others: readonly WorkerRegistration[]) => string | null,
  ): Promise<WorkerRegistration | null>;
  /** Says that it is alive, on all its task queues. */
  touchWorker(id: string, at: Date): Promise<void>;
  /** Says that it has stopped, on one task queue or on all. */
  endWorker(id: string, taskQueue?: string): Promise<void>;
  /** Strikes off those that were last seen before. */
  forgetWorkers(before: Date): Promise<void>;
}
