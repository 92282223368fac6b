import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Client } from "@temporalio/client";
import {
  DefaultLogger,
  makeTelemetryFilterString,
  NativeConnection,
  type NativeConnectionOptions,
  Runtime,
  Worker,
  type WorkflowBundleOption,
} from "@temporalio/worker";
import type { Logger } from "pino";
import { composeActivities, type WorkerProject } from "./compose.js";
import { createProviderQueues } from "./models/provider-queues.js";
import { settleEnded } from "./operations/settle-ended.js";
import { watchWorkflows } from "./operations/watch-workflows.js";
import { adoptTaskQueues } from "./operations/workers/adopt-task-queues.js";
import { claimTaskQueue } from "./operations/workers/claim-task-queue.js";
import { keepRegistered } from "./operations/workers/keep-registered.js";
import type { TemporalConnection } from "./temporal/connect.js";

/** Calls of user code at once in one worker process, all experiments together. */
const ACTIVITY_SLOTS = 1_000;
/** The SDK's default grows with the heap; each cached workflow keeps its own copy of the bundle's globals. */
const CACHED_WORKFLOWS = 200;
/** In-flight calls may finish for so long after a stop was asked for; the rest is handed back. */
const SHUTDOWN_GRACE = "10s";

/** A worker at work. */
export interface RunningWorker {
  readonly identity: string;
  readonly taskQueue: string;
  /** Settles when the worker has stopped: normally, or with the error that ended it. */
  readonly stopped: Promise<void>;
  /** Finishes what is in flight or hands it back, then stops. */
  stop(): Promise<void>;
}

export interface WorkerOptions {
  readonly project: WorkerProject;
  readonly temporal: Pick<TemporalConnection, "connectionOptions" | "namespace">;
  readonly logger: Logger;
  /** `command`: for the time of a command; it takes up nothing that others left. */
  readonly kind: "lasting" | "command";
  /** Tests bundle once for all; otherwise the bundle of the build is used, or the sources are bundled. */
  readonly workflowBundle?: WorkflowBundleOption;
  /** Tests keep few, so that workflows are replayed all the time, as after a restart. */
  readonly maxCachedWorkflows?: number;
}

/**
 * Starts a worker on a task queue whose workers all have this code, with one for each limited provider beside it. A
 * lasting one also ends what workers with other code left behind.
 */
export async function startWorker(options: WorkerOptions): Promise<RunningWorker> {
  const { project, temporal, logger, kind } = options;
  installRuntime(logger);
  const connection = await NativeConnection.connect(temporal.connectionOptions as NativeConnectionOptions);
  const identity = `assay-worker@${process.pid}`;
  const { store } = project;
  const registration = await claimTaskQueue(project, kind);
  const { taskQueue } = registration;
  const unregister = keepRegistered(store, registration);
  const giveUp = async (): Promise<void> => {
    await unregister();
    await connection.close();
  };
  const open = (queue: string): Promise<ServedTaskQueue> =>
    serveTaskQueue({ ...options, connection, identity, taskQueue: queue });
  const served = await open(taskQueue).catch(async (error: unknown) => {
    await giveUp();
    throw error;
  });
  const client = new Client({ connection, namespace: temporal.namespace });
  const adoption = adoptTaskQueues({
    ...project,
    client,
    worker: registration,
    serve: async (queue) => (await open(queue)).stop,
  });
  const adopt = async (): Promise<void> => {
    for (const queue of await adoption.pass())
      logger.info({ taskQueue: queue }, "works on what other workers left, too");
  };
  const watch = watchWorkflows({
    settle: async () => {
      const ended = await settleEnded({ store, client });
      if (kind === "lasting") await adopt();
      return ended;
    },
    tell: (ended) => logger.warn({ ended }, "ended in Temporal without a word to the store"),
    excuse: (error) => logger.debug({ error: String(error) }, "Temporal did not tell what is under way"),
  });
  const stopped = served.stopped
    .finally(() => watch.stop())
    .finally(() => adoption.end())
    .finally(giveUp);
  stopped.catch((error: unknown) => logger.error({ error }, "the worker stopped with an error"));
  return {
    identity,
    taskQueue,
    stopped,
    stop: async () => {
      served.shutDown();
      await stopped;
    },
  };
}

/** Workers on one task queue, and on those of limited providers beside it. */
interface ServedTaskQueue {
  readonly stopped: Promise<void>;
  readonly shutDown: () => void;
  readonly stop: () => Promise<void>;
}

async function serveTaskQueue({
  project,
  temporal,
  logger,
  workflowBundle,
  maxCachedWorkflows = CACHED_WORKFLOWS,
  connection,
  identity,
  taskQueue,
}: WorkerOptions & {
  readonly connection: NativeConnection;
  readonly identity: string;
  readonly taskQueue: string;
}): Promise<ServedTaskQueue> {
  const providerQueues = createProviderQueues(project.models, taskQueue);
  const common = {
    connection,
    identity,
    namespace: temporal.namespace,
    dataConverter: project.dataConverter,
    activities: composeActivities(project, {
      providerQueues,
      warn: (message, detail) => logger.warn(detail, message),
    }),
    maxConcurrentActivityTaskExecutions: ACTIVITY_SLOTS,
    shutdownGraceTime: SHUTDOWN_GRACE,
  };
  const main = Worker.create({ ...common, taskQueue, ...workflowSource(workflowBundle), maxCachedWorkflows });
  const limited = providerQueues.queues.map((queue) =>
    Worker.create({
      ...common,
      taskQueue: queue.taskQueue,
      maxTaskQueueActivitiesPerSecond: queue.activitiesPerSecond,
    }),
  );
  const workers = await Promise.all([main, ...limited]);
  const shutDown = (): void => {
    for (const worker of workers) if (worker.getState() === "RUNNING") worker.shutdown();
  };
  // One that stops takes the others with it: half a worker would leave experiments waiting without a word.
  const stopped = Promise.all(workers.map((worker) => worker.run().finally(shutDown))).then(() => undefined);
  return {
    stopped,
    shutDown,
    stop: async () => {
      shutDown();
      await stopped;
    },
  };
}

function workflowSource(
  given: WorkflowBundleOption | undefined,
): { workflowBundle: WorkflowBundleOption } | { workflowsPath: string } {
  if (given !== undefined) return { workflowBundle: given };
  const built = fileURLToPath(new URL("./workflow-bundle.cjs", import.meta.url));
  if (existsSync(built)) return { workflowBundle: { codePath: built } };
  return { workflowsPath: fileURLToPath(new URL("./workflows/index.js", import.meta.url)) };
}

let isRuntimeInstalled = false;

/** One native runtime per process; signals are handled by the commands, which stop their parts in order. */
function installRuntime(logger: Logger): void {
  if (isRuntimeInstalled) return;
  isRuntimeInstalled = true;
  Runtime.install({
    shutdownSignals: [],
    // The native core would print to stdout, where results go.
    telemetryOptions: {
      logging: { filter: makeTelemetryFilterString({ core: "ERROR", other: "ERROR" }), forward: {} },
    },
    logger: new DefaultLogger("INFO", ({ level, message, meta }) => {
      const { error, ...detail } = meta ?? {};
      // Attempts that fail are retried, and what failed for good is in the store: no news for a log.
      const isKnown = /^(Activity|Workflow) failed/.test(message);
      const known = level === "ERROR" ? "error" : level === "WARN" && !isKnown ? "warn" : "debug";
      logger[known](
        { ...detail, ...(error instanceof Error ? { error: `${error.name}: ${error.message}` } : {}) },
        message,
      );
    }),
  });
}
