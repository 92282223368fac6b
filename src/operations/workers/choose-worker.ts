import { AssayError } from "../../domain/errors.js";
import { sharedTaskQueue } from "../../domain/worker/task-queue.js";
import type { WorkerRegistration } from "../../domain/worker/worker-registration.js";
import type { ClaimContext } from "./claim-task-queue.js";
import { describeOtherCode } from "./describe-other-code.js";
import { findWorkers } from "./find-worker.js";

/** All running workers have other code than this process, so they would not do what was asked for. */
export class WorkerCodeDiffersError extends AssayError {
  constructor(difference: string) {
    super(
      `Nothing was started: ${difference}. It would run its own code, not this. Start that worker again (with --watch, assay start does so itself at each change), or use assay run without --detach, which starts a worker of its own.`,
    );
  }
}

/** The task queue for a new workflow, and the code that then runs it. */
export interface ChosenWorker {
  readonly taskQueue: string;
  /** Null while no worker is there: then the next one takes it. */
  readonly worker: WorkerRegistration | null;
}

/** The task queue of a worker with this process's code; the shared one while nobody is at work. @throws WorkerCodeDiffersError */
export async function chooseWorker(context: ClaimContext): Promise<ChosenWorker> {
  const { same, others } = await findWorkers(context);
  if (same !== null) return { taskQueue: same.taskQueue, worker: same };
  const [other] = others;
  if (other !== undefined) throw new WorkerCodeDiffersError(describeOtherCode(context, other));
  return { taskQueue: sharedTaskQueue(context.store.storeId), worker: null };
}
