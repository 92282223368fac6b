import type { Command } from "commander";
import { createContext, withStore } from "../command-context.js";
import { untilInterrupted } from "../interruption.js";
import { addServeOptions, type ServeOptions } from "../serve-options.js";

/** `assay server`: the HTTP server alone. */
export function addServerCommand(program: Command): void {
  addServeOptions(program.command("server").description("start the HTTP server alone")).action(
    async (options: ServeOptions, command: Command) => {
      const context = await createContext(command);
      const { serveStore } = await import("../serve-store.js");
      await withStore(context, async (store) => {
        const server = await serveStore(store, context, options);
        context.report(`Assay: ${server.url}`);
        if (context.options.json === true) context.print({ url: server.url }, server.url);
        await untilInterrupted();
        await server.stop();
      });
    },
  );
}
