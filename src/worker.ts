import { hostname } from "node:os";
import { Client } from "@temporalio/client";
import {
  DefaultLogger,
  makeTelemetryFilterString,
  NativeConnection,
  type NativeConnectionOptions,
  Runtime,
} from "@temporalio/worker";
import type { Logger } from "pino";
import type { WorkerRegistration } from "./domain/worker/worker-registration.js";
import { settleRegressions } from "./operations/regressions/settle-regressions.js";
import { settleEnded } from "./operations/settle-ended.js";
import { watchStandstill } from "./operations/watch-standstill.js";
import { watchWorkflows } from "./operations/watch-workflows.js";
import { adoptTaskQueues } from "./operations/workers/adopt-task-queues.js";
import { claimTaskQueue } from "./operations/workers/claim-task-queue.js";
import { keepRegistered } from "./operations/workers/keep-registered.js";
import { endOrphanedCommands } from "./pipelines/command-mark.js";
import { type ServedTaskQueue, serveTaskQueue } from "./serve-task-queue.js";
import { guardWorker } from "./waits/guard-worker.js";
import { createWaitBook, type WaitBook } from "./waits/wait-book.js";
import type { WorkerOptions } from "./worker-options.js";

const STOOD_STILL =
  "this worker did not run: it was stopped, the machine slept or was busy, code blocked it, or the clock was moved";

/** A worker at work. */
export interface RunningWorker {
  readonly identity: string;
  readonly taskQueue: string;
  /** Settles when the worker has stopped: normally, or with the error that ended it. */
  readonly stopped: Promise<void>;
  /** Finishes what is in flight or hands it back, then stops. */
  stop(): Promise<void>;
}

/**
 * Starts a worker on a task queue whose workers all have this code. A lasting one also ends what workers with other code
 * left behind.
 */
export async function startWorker(options: WorkerOptions): Promise<RunningWorker> {
  const { project, temporal, logger, kind } = options;
  installRuntime(logger);
  endOrphans(logger);
  const connection = await NativeConnection.connect(temporal.connectionOptions as NativeConnectionOptions);
  const identity = `assay-worker:${process.pid}@${hostname()}`;
  const book = createWaitBook();
  const { store } = project;
  const registration = await claimTaskQueue(project, kind);
  const { taskQueue } = registration;
  const unregister = keepRegistered(store, registration);
  const standstill = watchStandstill({
    now: Date.now,
    tell: (seconds) => logger.warn({ seconds }, STOOD_STILL),
  });
  const giveUp = async (): Promise<void> => {
    standstill.stop();
    await unregister().finally(() => connection.close());
  };
  const serve = (queue: string): Promise<ServedTaskQueue> =>
    serveTaskQueue({
      ...options,
      connection,
      identity,
      taskQueue: queue,
      waits: book,
      lastRan: standstill.lastRan,
    });
  const served = await serve(taskQueue).catch(async (error: unknown) => {
    await giveUp();
    throw error;
  });
  const client = new Client({ connection, namespace: temporal.namespace });
  const watch = keepWatch(options, { client, registration, identity, book, serve });
  // Work on a store that is gone would be lost; and what is thrown there reaches nobody.
  void watch.lost.then(() => served.shutDown());
  const stopped = served.stopped
    .then(() => watch.throwIfLost())
    .finally(() => watch.stop())
    .finally(giveUp);
  stopped.catch((error: unknown) => logger.error({ error }, "the worker stopped with an error"));
  return {
    identity,
    taskQueue,
    stopped,
    stop: async () => {
      served.shutDown();
      // What ended it before its time is told by whoever waits for that.
      await stopped.catch(() => undefined);
    },
  };
}

function endOrphans(logger: Logger): void {
  const processes = endOrphanedCommands();
  if (processes > 0)
    logger.warn({ processes }, "ended processes that commands of a killed worker had left running");
}

/**
 * Looks after what happens around the worker: settles in the store what ended in Temporal alone, takes up what others
 * left when it is a lasting one, and tells what stands still.
 */
function keepWatch(
  { project, kind, logger, logsWaits }: WorkerOptions,
  worker: {
    readonly client: Client;
    readonly registration: WorkerRegistration;
    readonly identity: string;
    readonly book: WaitBook;
    readonly serve: (queue: string) => Promise<ServedTaskQueue>;
  },
): ReturnType<typeof guardWorker> {
  const { client, registration, identity, book, serve } = worker;
  const { store } = project;
  const adoption = adoptTaskQueues({
    ...project,
    client,
    worker: registration,
    serve: async (queue) => (await serve(queue)).stop,
  });
  const watch = watchWorkflows({
    settle: async () => {
      const settled = await settleEnded({ store, client });
      const ended = [...settled, ...(await settleRegressions({ store, client }))];
      const adopted = kind === "lasting" ? await adoption.pass() : [];
      for (const queue of adopted)
        logger.info({ taskQueue: queue }, "continues experiments of workers that are gone");
      return ended;
    },
    tell: (ended) => logger.warn({ ended }, "ended from outside Assay, in Temporal"),
    excuse: (error) => logger.debug({ error: String(error) }, "Temporal did not tell what is under way"),
  });
  const guard = guardWorker({
    book,
    store,
    reporter: identity,
    logger: logsWaits === false ? null : logger,
    askTemporal: () =>
      client.withDeadline(Date.now() + 5_000, () => client.workflowService.getSystemInfo({})),
  });
  return {
    ...guard,
    stop: () =>
      watch
        .stop()
        .finally(() => adoption.end())
        .finally(() => guard.stop()),
  };
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
