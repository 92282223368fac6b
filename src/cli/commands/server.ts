import type { Command } from "commander";
import { createContext, withStore } from "../command-context.js";
import { portNumber } from "../input/option-parsers.js";
import { untilInterrupted } from "../interruption.js";

/** `assay server`: the HTTP server alone. */
export function addServerCommand(program: Command): void {
  program
    .command("server")
    .description("the HTTP server alone")
    .option("--port <port>", "port to listen on", portNumber)
    .option(
      "--host <address>",
      "address to listen on; it has no login, so leave it at loopback unless something guards it",
      "127.0.0.1",
    )
    .action(async (options: { readonly port?: number; readonly host: string }, command: Command) => {
      const context = await createContext(command);
      const { startServer } = await import("../../server/start-server.js");
      await withStore(context, async (store) => {
        const server = await startServer(store, {
          port: options.port ?? context.environment.port,
          host: options.host,
        });
        context.report(`Assay: ${server.url}`);
        if (context.options.json === true) context.print({ url: server.url }, server.url);
        await untilInterrupted();
        await server.stop();
      });
    });
}
