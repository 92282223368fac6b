import { type Command, Option } from "commander";
import type { AssayClient } from "../../client.js";
import { type CommandContext, createContext } from "../command-context.js";
import { untilInterrupted } from "../interruption.js";
import { SERVER_ENDS } from "../run-attached.js";
import { addServeOptions, type ServeOptions } from "../serve-options.js";
import { withClient } from "../with-client.js";

interface StartCommandOptions extends ServeOptions {
  readonly demo?: boolean;
  readonly once?: boolean;
  readonly watch?: boolean;
}

/** `assay start`: embedded Temporal, worker and server in one process tree. */
export function addStartCommand(program: Command): void {
  const start = program
    .command("start")
    .description("start the embedded Temporal server, a worker and the HTTP server, until Ctrl-C");
  addServeOptions(start)
    .option("--demo", "run the configuration's demo (by default its first experiment) and print the results")
    .option("--once", "end after the demonstration instead of serving")
    .addOption(
      new Option(
        "--watch",
        "restart the worker when a file of its code changes; calls in flight end or are handed back",
      ).conflicts("once"),
    )
    .action(async (options: StartCommandOptions, command: Command) => {
      const context = await createContext(command, { runsUserCode: true });
      // Before the configuration is loaded, which may read the name.
      if (options.demo === true) {
        const { nameLocalModel } = await import("../name-local-model.js");
        await nameLocalModel(process.env, context.report);
      }
      await withClient(context, {
        check: async () => undefined,
        work: (client) => serve(client, context, options),
      });
    });
}

async function serve(
  client: AssayClient,
  context: CommandContext,
  options: StartCommandOptions,
): Promise<void> {
  const { serveStore } = await import("../serve-store.js");
  const { serveTemporalUi } = await import("../serve-temporal-ui.js");
  const { startWorker } = await import("../../worker.js");
  const { watchWorker } = await import("../watch-worker.js");
  const { Client } = await import("@temporalio/client");
  const { project, temporal } = client;
  const interrupted = untilInterrupted();
  const cleanUp: (() => unknown)[] = [];
  try {
    const server = await serveStore(project.store, context, {
      ...options,
      withTemporal: (work) => work(new Client(temporal)),
      readServerStatus: async () => temporal.watch.status(),
    });
    cleanUp.push(() => server.stop());
    cleanUp.push(await serveTemporalUi(temporal, context, options));
    const worker =
      options.watch === true
        ? await watchWorker({ config: context.options.config, tell: context.report })
        : await startWorker({ project, temporal, logger: context.logger, kind: "lasting" });
    cleanUp.push(() => worker.stop());
    context.report(
      `Temporal: ${temporal.address} (${temporal.source})${temporal.uiUrl === null ? "" : `, UI ${temporal.uiUrl}`}`,
    );
    context.report(`Assay: ${server.url}`);
    const { address, uiUrl } = temporal;
    const places = { assay: server.url, temporal: address, temporalUi: uiUrl };
    // With a demonstration its result is the one JSON document.
    if (context.options.json === true && options.demo !== true) context.print(places, "");
    if (options.demo === true) {
      const { demonstrate } = await import("../demonstrate.js");
      const outcome = await Promise.race([
        demonstrate({ client, context, serverUrl: server.url }),
        interrupted.then(() => null),
      ]);
      process.exitCode = outcome ?? 130;
      if (outcome === null) return;
    }
    if (options.once === true) {
      if (temporal.startedHere) context.report(SERVER_ENDS);
    } else {
      context.report("serving; Ctrl-C ends it");
      await Promise.race([interrupted, worker.stopped]);
    }
  } finally {
    for (const step of cleanUp.reverse()) await step();
  }
}
