import { type ActivityInterceptors, type NativeConnection, Worker } from "@temporalio/worker";
import { composeActivities } from "./compose-activities.js";
import type { WaitRecorder } from "./domain/wait/wait-recorder.js";
import { createProviderQueues } from "./models/provider-queues.js";
import { processSecrets } from "./secrets/process-secrets.js";
import { redactError } from "./secrets/redact-error.js";
import { workflowSource } from "./temporal/workflow-source.js";
import type { WorkerOptions } from "./worker-options.js";

/** Calls of user code at once in one worker process, all experiments together. */
const ACTIVITY_SLOTS = 1_000;
/** The SDK's default grows with the heap; each cached workflow keeps its own copy of the bundle's globals. */
const CACHED_WORKFLOWS = 200;
/** A worker that was killed holds up the workflows in its cache for so long; the SDK's default is ten seconds. */
const STICKY_QUEUE_PATIENCE = "5s";
/** In-flight calls may finish for so long after a stop was asked for; the rest is handed back. */
const SHUTDOWN_GRACE = "10s";

/** Work on one task queue, and on those of limited providers beside it. */
export interface ServedTaskQueue {
  /** Settles when it has stopped: normally, or with the error that ended it. */
  readonly stopped: Promise<void>;
  shutDown(): void;
  /** Finishes what is in flight or hands it back, then stops. */
  stop(): Promise<void>;
}

/** Begins to work on a task queue, and on one for each limited provider. */
export async function serveTaskQueue(
  options: WorkerOptions & {
    readonly connection: NativeConnection;
    readonly identity: string;
    readonly taskQueue: string;
    readonly waits: WaitRecorder;
    readonly lastRan: () => number;
  },
): Promise<ServedTaskQueue> {
  const { project, temporal, logger, connection, identity, taskQueue, waits, lastRan } = options;
  const { workflowBundle, maxCachedWorkflows = CACHED_WORKFLOWS } = options;
  const providerQueues = createProviderQueues(project.models, taskQueue);
  const common = {
    connection,
    identity,
    namespace: temporal.namespace,
    dataConverter: project.dataConverter,
    activities: composeActivities(project, {
      providerQueues,
      warn: (message, detail) => logger.warn(detail, message),
      waits,
      lastRan,
    }),
    interceptors: { activity: [keepSecretsFromHistory] },
    maxConcurrentActivityTaskExecutions: ACTIVITY_SLOTS,
    shutdownGraceTime: SHUTDOWN_GRACE,
  };
  const workers = await Promise.all([
    Worker.create({
      ...common,
      taskQueue,
      ...(workflowBundle === undefined ? workflowSource() : { workflowBundle }),
      maxCachedWorkflows,
      stickyQueueScheduleToStartTimeout: STICKY_QUEUE_PATIENCE,
    }),
    ...providerQueues.queues.map((queue) =>
      Worker.create({
        ...common,
        taskQueue: queue.taskQueue,
        maxTaskQueueActivitiesPerSecond: queue.activitiesPerSecond,
      }),
    ),
  ]);
  const shutDown = (): void => {
    for (const worker of workers) if (worker.getState() === "RUNNING") worker.shutdown();
  };
  // One that stops takes the others with it: half a worker would leave experiments waiting, and nobody would know why.
  const stopped = Promise.all(workers.map((worker) => worker.run().finally(shutDown))).then(() => undefined);
  return {
    stopped,
    shutDown,
    async stop() {
      shutDown();
      await stopped;
    },
  };
}

/** What an activity fails with goes into Temporal's history, and its stack too, where it is not one of Assay's own failures. */
function keepSecretsFromHistory(): ActivityInterceptors {
  return {
    inbound: {
      execute: async (input, next) => {
        try {
          return await next(input);
        } catch (error) {
          throw redactError(error, processSecrets);
        }
      },
    },
  };
}
