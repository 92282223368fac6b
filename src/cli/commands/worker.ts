import type { Command } from "commander";
import { openTemporal } from "../../compose.js";
import { startWorker } from "../../worker.js";
import { createContext } from "../command-context.js";
import { untilInterrupted } from "../interruption.js";

/** `assay worker`: a worker alone, for production. Logs JSON on stderr, stops in order at SIGTERM. */
export function addWorkerCommand(program: Command): void {
  program
    .command("worker")
    .description("a worker alone, for production")
    .action(async (_options: unknown, command: Command) => {
      const context = createContext(command);
      const project = await context.openProject();
      const temporal = await openTemporal(context.environment, (line) => context.logger.info(line));
      const worker = await startWorker({ project, temporal, logger: context.logger, kind: "lasting" });
      const { taskQueue } = worker;
      context.logger.info({ taskQueue, temporal: temporal.address }, "worker started");
      if (context.options.json === true)
        context.print({ identity: worker.identity, taskQueue, temporal: temporal.address }, "");
      try {
        await Promise.race([untilInterrupted(), worker.stopped]);
        context.logger.info("worker stopping");
      } finally {
        await worker.stop();
        await temporal.close();
        await project.store.close();
        context.logger.info("worker stopped");
      }
    });
}
