import type { Command } from "commander";
import { createContext } from "../command-context.js";
import { untilInterrupted } from "../interruption.js";
import { registerWorker } from "../worker-registration.js";

/** `assay worker`: a worker alone, for production. Logs JSON on stderr, stops in order at SIGTERM. */
export function addWorkerCommand(program: Command): void {
  program
    .command("worker")
    .description("a worker alone, for production")
    .action(async (_options: unknown, command: Command) => {
      const context = await createContext(command);
      const { openTemporal } = await import("../../compose.js");
      const { startWorker } = await import("../../worker.js");
      const project = await context.openProject();
      const { environment, logger } = context;
      const temporal = await openTemporal(
        environment,
        (line) => logger.info(line),
        (line) => logger.warn(line),
      );
      const worker = await startWorker({ project, temporal, logger: context.logger });
      const unregister = registerWorker(context.environment.home);
      const { taskQueue } = project;
      context.logger.info({ taskQueue, temporal: temporal.address }, "worker started");
      if (context.options.json === true)
        context.print({ identity: worker.identity, taskQueue, temporal: temporal.address }, "");
      try {
        await Promise.race([untilInterrupted(), worker.stopped]);
        context.logger.info("worker stopping");
      } finally {
        await worker.stop();
        unregister();
        await temporal.close();
        await project.store.close();
        context.logger.info("worker stopped");
      }
    });
}
