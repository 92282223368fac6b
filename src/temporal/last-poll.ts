import type { Client } from "@temporalio/client";

/** Temporal's TASK_QUEUE_TYPE_WORKFLOW: without one who asks for these, nothing goes on. */
const WORKFLOW_QUEUE = 1;
/** A worker asks again after at most a minute of silence; some more for the answer. */
const LONGEST_POLL_SILENCE_MS = 75_000;
const DESCRIBE_TIMEOUT_MS = 5_000;

/** Who asks for work on task queues. */
export interface LastPoll {
  /** True when somebody asked lately enough to be at work. */
  readonly isPolled: boolean;
  /** ISO 8601; null when nobody asked in the last minutes, which is as far as Temporal remembers. */
  readonly lastPollAt: string | null;
  /** The workers that ask, each once. */
  readonly identities: readonly string[];
}

/** Asks the server who asks it for work. @throws Error when the server does not answer. */
export async function readLastPoll(
  client: Client,
  taskQueues: readonly string[],
  now: Date = new Date(),
): Promise<LastPoll> {
  const answers = await client.withDeadline(Date.now() + DESCRIBE_TIMEOUT_MS, () =>
    Promise.all(
      taskQueues.map((name) =>
        client.workflowService.describeTaskQueue({
          namespace: client.options.namespace,
          taskQueue: { name },
          taskQueueType: WORKFLOW_QUEUE,
        }),
      ),
    ),
  );
  const pollers = answers.flatMap((answer) => answer.pollers ?? []);
  const polls = pollers.map(({ identity, lastAccessTime }) => ({
    identity: identity ?? "",
    atMs: Number(lastAccessTime?.seconds ?? 0) * 1_000,
  }));
  const recent = polls.filter(({ atMs }) => now.getTime() - atMs < LONGEST_POLL_SILENCE_MS);
  const lastMs = polls.reduce((latest, { atMs }) => Math.max(latest, atMs), 0);
  return {
    isPolled: recent.length > 0,
    lastPollAt: lastMs === 0 ? null : new Date(lastMs).toISOString(),
    identities: [...new Set(recent.map(({ identity }) => identity))],
  };
}
