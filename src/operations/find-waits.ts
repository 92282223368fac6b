import type { Client } from "@temporalio/client";
import type { Experiment } from "../domain/experiment/experiment.js";
import { isLive } from "../domain/experiment/is-live.js";
import type { Store } from "../domain/store.js";
import type { Wait, WaitCause } from "../domain/wait/wait.js";
import { sharedTaskQueue } from "../domain/worker/task-queue.js";
import { describeWorkflow } from "../temporal/describe-workflow.js";
import { readLastPoll } from "../temporal/last-poll.js";
import { QUERY_MILLISECONDS, queryProgress } from "./query-progress.js";

/** Where the reasons are looked for. */
export interface WaitContext {
  readonly store: Store;
  /** Null where there is no Temporal server to ask. */
  readonly client: Client | null;
  /** Why there is none. */
  readonly absence?: string;
}

/** What unfinished experiments wait for: the waits that workers have published, and those that only an observer can see. */
export async function findWaits(
  { store, client, absence = "none is running; start it with: assay start" }: WaitContext,
  experiments: readonly Experiment[],
): Promise<readonly Wait[]> {
  const live = experiments.filter(isLive);
  if (live.length === 0) return [];
  const scopes = new Set(
    live.flatMap(({ id, comparisonId }) => (comparisonId === null ? [id] : [id, comparisonId])),
  );
  const told = await store.listWaits({ scopes: [...scopes], now: new Date() });
  const standing = client === null ? [whole("temporal", absence)] : await look({ store, client }, live);
  const trouble = store.trouble();
  const unusable = trouble === null ? [] : [{ ...whole("store", trouble.message), since: trouble.since }];
  const seen = [...unusable, ...standing];
  // A worker says the same of the server, when it still can.
  return [
    ...seen,
    ...told.filter(({ cause }) => cause !== "temporal" || seen.every((one) => one.cause !== cause)),
  ];
}

async function look(
  { store, client }: { readonly store: Store; readonly client: Client },
  live: readonly Experiment[],
): Promise<readonly Wait[]> {
  try {
    const taskQueues = new Set(
      await Promise.all(live.map(({ workflowId }) => findTaskQueue(client, { store, workflowId }))),
    );
    const unserved: Wait[] = [];
    for (const taskQueue of taskQueues) {
      const { isPolled, lastPollAt } = await readLastPoll(client, [taskQueue]);
      if (!isPolled) unserved.push({ ...whole("no_worker", taskQueue), since: lastPollAt });
    }
    if (unserved.length > 0) return unserved;
    return (await Promise.all(live.map((one) => findPause(client, one)))).filter((wait) => wait !== null);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return [whole("temporal", `it does not answer (${reason})`)];
  }
}

/** Where a workflow waits to go on; what is not started yet will be on the shared one. */
async function findTaskQueue(
  client: Client,
  { store, workflowId }: { readonly store: Store; readonly workflowId: string },
): Promise<string> {
  const found = await client.withDeadline(Date.now() + QUERY_MILLISECONDS, () =>
    describeWorkflow(client, workflowId),
  );
  return found.state === "absent" ? sharedTaskQueue(store.storeId) : found.taskQueue;
}

async function findPause(client: Client, { id, name, workflowId, status }: Experiment): Promise<Wait | null> {
  if (status !== "running") return null;
  // Who does not answer is not known to be paused.
  const state = await queryProgress({ client }, workflowId);
  if (state?.paused !== true) return null;
  const since = typeof state.pausedAtMs === "number" ? new Date(state.pausedAtMs).toISOString() : null;
  return { ...whole("paused", name), scope: id, since };
}

function whole(cause: WaitCause, subject: string): Wait {
  return { cause, subject, scope: null, detail: null, since: null, until: null, calls: 0 };
}
