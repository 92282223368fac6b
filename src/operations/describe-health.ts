import type { Client } from "@temporalio/client";
import type { Store } from "../domain/store.js";
import type { StoreState } from "../domain/store-errors.js";
import { readLastPoll } from "../temporal/last-poll.js";

const ANSWER_MS = 3_000;

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
  readonly temporal: PartHealth<"unreachable" | "not_running">;
  readonly worker: PartHealth<"none" | "unknown">;
}

/** What is looked at. */
export interface HealthContext {
  readonly store: Store;
  readonly taskQueue: string;
  /** Does something with a connection to the Temporal server; null where none runs. Rejects when it cannot be reached. */
  readonly withTemporal: <Result>(work: (client: Client) => Promise<Result>) => Promise<Result | null>;
}

/** Looks at store, Temporal server and workers, each for itself. Never rejects. */
export async function describeHealth({ store, taskQueue, withTemporal }: HealthContext): Promise<Health> {
  const [condition, work] = await Promise.all([describeStore(store), describeWork(taskQueue, withTemporal)]);
  if (condition.status !== "ok" || work.temporal.status === "unreachable")
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

async function describeWork(
  taskQueue: string,
  withTemporal: HealthContext["withTemporal"],
): Promise<Pick<Health, "temporal" | "worker">> {
  try {
    const found = await withTemporal(async (client) => {
      await client.withDeadline(Date.now() + ANSWER_MS, () => client.workflowService.getSystemInfo({}));
      return { poll: await readLastPoll(client, taskQueue) };
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
        : { status: "none", detail: `none asks for work on ${taskQueue}; start one with: assay start` },
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
