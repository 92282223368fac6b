import { type Command, Option } from "commander";
import type { Project } from "../../compose.js";
import { type CommandContext, createContext } from "../command-context.js";
import { untilInterrupted } from "../interruption.js";
import { GO, type WorkerMessage } from "../worker-message.js";

interface WorkerCommandOptions {
  readonly watch?: boolean;
  readonly supervised?: boolean;
}

/** `assay worker`: a worker alone, for production. Logs JSON on stderr, stops in order at SIGTERM. */
export function addWorkerCommand(program: Command): void {
  program
    .command("worker")
    .description("start a worker alone, for production")
    .option("--watch", "restart it when a file of its code changes")
    .addOption(new Option("--supervised", "as a process of --watch").hideHelp())
    .action(async ({ watch = false, supervised = false }: WorkerCommandOptions, command: Command) => {
      const context = await createContext(command, { runsUserCode: true });
      if (watch) await workWatched(context);
      else await work(context, supervised);
    });
}

async function workWatched({ options, logger }: CommandContext): Promise<void> {
  const { watchWorker } = await import("../watch-worker.js");
  const worker = await watchWorker({ config: options.config, tell: (line) => logger.info(line) });
  try {
    await Promise.race([untilInterrupted(), worker.stopped]);
  } finally {
    await worker.stop();
  }
}

async function work(context: CommandContext, isSupervised: boolean): Promise<void> {
  const { logger, environment, options } = context;
  const { openTemporal } = await import("../../compose.js");
  const { startWorker } = await import("../../worker.js");
  const project = isSupervised ? await openSupervised(context) : await context.openProject();
  const temporal = await openTemporal(
    environment,
    (line) => logger.info(line),
    (line) => logger.warn(line),
  );
  const interrupted = untilInterrupted();
  const orphaned = new Promise((resolve) => process.once("disconnect", resolve));
  try {
    if (isSupervised && !(await isToldToGo(project, Promise.race([orphaned, interrupted])))) return;
    const worker = await startWorker({ project, temporal, logger, kind: "lasting" });
    const { taskQueue } = worker;
    logger.info({ taskQueue, temporal: temporal.address }, "worker started");
    if (isSupervised) tellSupervisor({ kind: "started" });
    if (options.json === true)
      context.print({ identity: worker.identity, taskQueue, temporal: temporal.address }, "");
    try {
      await Promise.race([interrupted, orphaned, worker.stopped]);
      logger.info("worker stopping");
    } finally {
      await worker.stop();
    }
  } finally {
    await temporal.close();
    await project.store.close();
    if (isSupervised && process.connected) process.disconnect();
    logger.info("worker stopped");
  }
}

/** Tells the watching process also which files a configuration is made of that cannot be loaded. */
async function openSupervised(context: CommandContext): Promise<Project> {
  try {
    return await context.openProject();
  } catch (error) {
    const { listProjectFiles } = await import("../../list-project-files.js");
    const { config: file } = context.options;
    tellSupervisor({ kind: "failed", files: listProjectFiles({ file, workingDirectory: process.cwd() }) });
    process.disconnect();
    throw error;
  }
}

/** False when it is not wanted any more. */
async function isToldToGo({ loaded, code }: Project, unwanted: Promise<unknown>): Promise<boolean> {
  const told = new Promise<boolean>((resolve) => {
    process.on("message", (message) => {
      if (message === GO) resolve(true);
    });
  });
  tellSupervisor({ kind: "loaded", files: loaded.files, hash: code.hash });
  return await Promise.race([told, unwanted.then(() => false)]);
}

function tellSupervisor(message: WorkerMessage): void {
  process.send?.(message);
}
