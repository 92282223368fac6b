import type { Client } from "@temporalio/client";
import type { Store } from "../domain/store.js";
import { isTaskQueueOf } from "../domain/worker/task-queue.js";
import { describeWorkflow, type WorkflowState } from "../temporal/describe-workflow.js";

/** The description of a workflow that should exist. */
export const ABSENT =
  "Temporal has no workflow of it: the server's data were deleted, or this is another server than the one it was started on";

/** What Temporal knows about a workflow of a store. A workflow on a task queue of another store belongs to that store. */
export async function describeOwnWorkflow(
  { client, store }: { readonly client: Client; readonly store: Pick<Store, "storeId"> },
  workflowId: string,
): Promise<WorkflowState> {
  const found = await describeWorkflow(client, workflowId);
  return found.state !== "absent" && !isTaskQueueOf(store.storeId, found.taskQueue)
    ? { state: "absent" }
    : found;
}
