import type { Client } from "@temporalio/client";
import type { Store } from "../domain/store.js";
import type { StoreState } from "../domain/store-errors.js";
import { sharedTaskQueue } from "../domain/worker/task-queue.js";
import { readLastPoll } from "../temporal/last-poll.js";
import type { ServerStatus } from "../temporal/server-status.js";
import { listTaskQueues } from "./workers/list-task-queues.js";

const HEALTH_TIMEOUT_MS = 3_000;

/** How one part is: `ok` or a word for what is wrong, and for those who may see it, the particulars. */
export interface PartHealth<Word extends string> {
  readonly status: "ok" | Word;
  readonly detail: string;
}

/** How everything is that experiments need. */
export interface Health {
  /**
   * `unavailable`: the store or the Temporal server cannot be used. `stalled`: experiments wait for a worker or a
   * server that is not there.
   */
  readonly status: "ok" | "unavailable" | "stalled";
  readonly store: PartHealth<StoreState>;
  readonly temporal: PartHealth<Exclude<ServerStatus["state"], "running"> | "not_running">;
  readonly worker: PartHealth<"none" | "unknown">;
}

/** What is looked at. */
export interface HealthContext {
  readonly store: Store;
  /** Does something with a connection to the Temporal server; null where none runs. Rejects when it cannot be reached. */
  readonly withTemporal: <Result>(work: (client: Client) => Promise<Result>) => Promise<Result | null>;
  /** What those who watch the server know of it; left out where nobody does. */
  readonly readServerStatus?: () => Promise<ServerStatus | null>;
}

/** Looks at store, Temporal server and workers, each for itself. Never rejects. */
export async function describeHealth(context: HealthContext): Promise<Health> {
  const { store } = context;
  const [condition, work] = await Promise.all([describeStore(store), describeWork(context)]);
  if (condition.status !== "ok" || !["ok", "not_running"].includes(work.temporal.status))
    return { status: "unavailable", store: condition, ...work };
  const isServed = work.worker.status === "ok";
  return { status: isServed || !(await hasUnended(store)) ? "ok" : "stalled", store: condition, ...work };
}

async function describeStore(store: Store): Promise<PartHealth<StoreState>> {
  const trouble = store.trouble() ?? (await store.probe());
  return trouble === null
    ? { status: "ok", detail: "can be read and written" }
    : { status: trouble.state, detail: trouble.message };
}

async function describeWork(context: HealthContext): Promise<Pick<Health, "temporal" | "worker">> {
  const seen = await askTemporal(context);
  const watched = (await context.readServerStatus?.().catch(() => null)) ?? null;
  // One that answers may still be unable to work; of one that does not, its watch knows more.
  if (watched === null || watched.state === "running") return seen;
  const { state, since, lastError } = watched;
  return { ...seen, temporal: { status: state, detail: `${lastError ?? state}, since ${since}` } };
}

async function askTemporal({
  store,
  withTemporal,
}: HealthContext): Promise<Pick<Health, "temporal" | "worker">> {
  try {
    const found = await withTemporal(async (client) => {
      await client.withDeadline(Date.now() + HEALTH_TIMEOUT_MS, () =>
        client.workflowService.getSystemInfo({}),
      );
      const taskQueues = await listTaskQueues(store).catch(() => [sharedTaskQueue(store.storeId)]);
      return { taskQueues, poll: await readLastPoll(client, taskQueues) };
    });
    if (found === null)
      return {
        temporal: { status: "not_running", detail: "none runs; assay start and assay run start one" },
        worker: { status: "none", detail: "none can run without a Temporal server" },
      };
    const { isPolled, lastPollAt, identities } = found.poll;
    return {
      temporal: { status: "ok", detail: "answers" },
      worker: isPolled
        ? { status: "ok", detail: `${identities.join(", ")}, last asked for work at ${lastPollAt}` }
        : {
            status: "none",
            detail: `none asks for work on ${found.taskQueues.join(" or ")}; start one with: assay start`,
          },
    };
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return {
      temporal: { status: "unreachable", detail },
      worker: { status: "unknown", detail: "the Temporal server, which knows, does not answer" },
    };
  }
}

async function hasUnended(store: Store): Promise<boolean> {
  const { experiments, comparisons } = await store.listUnended();
  return experiments.length + comparisons.length > 0;
}
