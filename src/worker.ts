import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Client } from "@temporalio/client";
import {
  type ActivityInterceptors,
  DefaultLogger,
  makeTelemetryFilterString,
  NativeConnection,
  type NativeConnectionOptions,
  Runtime,
  Worker,
  type WorkflowBundleOption,
} from "@temporalio/worker";
import type { Logger } from "pino";
import { composeActivities, type WorkerProject } from "./compose-activities.js";
import { settleEnded } from "./operations/settle-ended.js";
import { watchStandstill } from "./operations/watch-standstill.js";
import { watchWorkflows } from "./operations/watch-workflows.js";
import { endOrphanedCommands } from "./pipelines/command-mark.js";
import { processSecrets } from "./secrets/process-secrets.js";
import { redactError } from "./secrets/redact-error.js";
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
  /** Settles when the worker has stopped: normally, or with the error that ended it. */
  readonly stopped: Promise<void>;
  /** Finishes what is in flight or hands it back, then stops. */
  stop(): Promise<void>;
}

export interface WorkerOptions {
  readonly project: WorkerProject;
  readonly temporal: Pick<TemporalConnection, "connectionOptions" | "namespace">;
  readonly logger: Logger;
  /** Tests bundle once for all; otherwise the bundle of the build is used, or the sources are bundled. */
  readonly workflowBundle?: WorkflowBundleOption;
  /** Tests keep few, so that workflows are replayed all the time, as after a restart. */
  readonly maxCachedWorkflows?: number;
}

/** Starts a worker for the project's task queue, and one for each task queue of a limited provider. */
export async function startWorker(options: WorkerOptions): Promise<RunningWorker> {
  const { project, temporal, logger, workflowBundle, maxCachedWorkflows = CACHED_WORKFLOWS } = options;
  installRuntime(logger);
  const orphans = endOrphanedCommands();
  if (orphans > 0) logger.warn({ processes: orphans }, "ended what commands of a killed worker had left");
  const connection = await NativeConnection.connect(temporal.connectionOptions as NativeConnectionOptions);
  const identity = `assay-worker@${process.pid}`;
  const common = {
    connection,
    identity,
    namespace: temporal.namespace,
    dataConverter: project.dataConverter,
    activities: composeActivities(project, (message, detail) => logger.warn(detail, message)),
    interceptors: { activity: [keepSecretsFromHistory] },
    maxConcurrentActivityTaskExecutions: ACTIVITY_SLOTS,
    shutdownGraceTime: SHUTDOWN_GRACE,
  };
  const main = Worker.create({
    ...common,
    taskQueue: project.taskQueue,
    ...workflowSource(workflowBundle),
    maxCachedWorkflows,
  });
  const limited = project.providerQueues.queues.map(({ taskQueue, activitiesPerSecond }) =>
    Worker.create({ ...common, taskQueue, maxTaskQueueActivitiesPerSecond: activitiesPerSecond }),
  );
  const workers = await Promise.all([main, ...limited]).catch(async (error: unknown) => {
    await connection.close();
    throw error;
  });
  const shutDown = (): void => {
    for (const worker of workers) if (worker.getState() === "RUNNING") worker.shutdown();
  };
  const { store, taskQueue } = project;
  const client = new Client({ connection, namespace: temporal.namespace });
  const watch = watchWorkflows({
    settle: () => settleEnded({ store, client, taskQueue }),
    tell: (ended) => logger.warn({ ended }, "ended in Temporal without a word to the store"),
    excuse: (error) => logger.debug({ error: String(error) }, "Temporal did not tell what is under way"),
  });
  const standstill = watchStandstill({
    now: Date.now,
    tell: (seconds) =>
      logger.warn(
        { seconds },
        "this worker stood still: it was stopped, the machine slept or was busy, code blocked it, or the clock was moved",
      ),
  });
  // One that stops takes the others with it: half a worker would leave experiments waiting without a word.
  const stopped = Promise.all(workers.map((worker) => worker.run().finally(shutDown)))
    .then(() => undefined)
    .finally(() => standstill.stop())
    .finally(() => watch.stop())
    .finally(() => connection.close());
  stopped.catch((error: unknown) => logger.error({ error }, "the worker stopped with an error"));
  return {
    identity,
    stopped,
    stop: async () => {
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
