import type { Command } from "commander";
import type { Logger } from "pino";
import type { Project } from "../compose.js";
import type { Store } from "../domain/store.js";
import type { Environment } from "../environment.js";
import { printableText } from "../formatting/printable-text.js";
import type { WaitContext } from "../operations/find-waits.js";
import type { ConfigurationRegistry } from "../registry.js";
import { processSecrets } from "../secrets/process-secrets.js";
import { surviveStrayErrors } from "./stray-errors.js";

/** Options every command has. */
export interface GlobalOptions {
  readonly json?: boolean;
  readonly verbose?: boolean;
  readonly config?: string;
}

/** What a command works with: results go to stdout, everything else to stderr. */
export interface CommandContext {
  readonly environment: Environment;
  readonly options: GlobalOptions;
  readonly logger: Logger;
  /** Prints the result: the object with --json, else the text. */
  print(result: unknown, text: string): void;
  /** Tells a person what goes on. */
  report(line: string): void;
  openProject(): Promise<Project>;
  /** The configuration's names alone, for commands that otherwise need no more than the store. */
  loadRegistry(): Promise<ConfigurationRegistry>;
  openStore(options?: { readonly mayBeReadOnly: boolean }): Promise<Store>;
}

/**
 * The context of a command, from its global options and the environment. Commands load what they need when they act:
 * to tell how they are used, all of them are looked at. One with a worker in its process says that it runs users' code,
 * whose stray errors it survives.
 */
export async function createContext(
  command: Command,
  { runsUserCode = false }: { readonly runsUserCode?: boolean } = {},
): Promise<CommandContext> {
  const { pino } = await import("pino");
  const { readEnvironment } = await import("../environment.js");
  const options = command.optsWithGlobals<GlobalOptions>();
  if (runsUserCode) surviveStrayErrors({ verbose: options.verbose === true });
  const environment = readEnvironment(process.env);
  const report = (line: string): void => {
    process.stderr.write(`${printableText(line)}\n`);
  };
  return {
    environment,
    options,
    logger: pino(
      { level: environment.logLevel, base: { pid: process.pid }, redact: ["*.apiKey", "*.authorization"] },
      // Not the file descriptor: what is written to stderr is searched for secrets.
      { write: (line) => process.stderr.write(line) },
    ),
    print: (result, text) => {
      const shown = options.json === true ? JSON.stringify(processSecrets.value(result), null, 2) : text;
      process.stdout.write(`${printableText(shown)}\n`);
    },
    report,
    openProject: async () => {
      const { openProject } = await import("../compose.js");
      return await openProject({
        environment,
        configFile: options.config,
        workingDirectory: process.cwd(),
        report,
      });
    },
    loadRegistry: async () => {
      const { loadProject } = await import("../load-project.js");
      const { createRegistry } = await import("../registry.js");
      return createRegistry(
        await loadProject({ environment, file: options.config, workingDirectory: process.cwd(), report }),
      );
    },
    openStore: async (options) => {
      const { openStore } = await import("../open-store.js");
      return await openStore(environment, { ...options, report });
    },
  };
}

/** Runs `work` with the store open, and closes it whatever happens. */
export async function withStore<Result>(
  context: CommandContext,
  work: (store: Store) => Promise<Result>,
): Promise<Result> {
  return await closing(await context.openStore(), work);
}

/** The same for commands that only read: the store may be one that cannot be written. */
export async function withReadableStore<Result>(
  context: CommandContext,
  work: (store: Store) => Promise<Result>,
): Promise<Result> {
  return await closing(await context.openStore({ mayBeReadOnly: true }), work);
}

/** The same for commands that need the configuration too, and no Temporal server; `withClient` is for those that do. */
export async function withProject<Result>(
  context: CommandContext,
  work: (project: Project) => Promise<Result>,
): Promise<Result> {
  const project = await context.openProject();
  return await closing(project.store, () => work(project));
}

async function closing<Result>(store: Store, work: (store: Store) => Promise<Result>): Promise<Result> {
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/**
 * The same for commands that show the state of experiments and regression runs: whatever was ended in Temporal is first
 * ended in the store. No server is started for this. If none runs, or it does not answer, the command shows what the
 * store has.
 */
export async function withSettledStore<Result>(
  context: CommandContext,
  work: (store: Store, waits: WaitContext) => Promise<Result>,
): Promise<Result> {
  return await withReadableStore(context, async (store) => {
    const unended = await store.listUnended();
    const tell = (error: unknown): string => {
      const reason = error instanceof Error ? error.message : String(error);
      context.report(
        `the Temporal server could not be asked, so this is what the store last knew: ${reason}`,
      );
      return reason;
    };
    const regressions = await store.listRegressionRuns({ isRunning: true, limit: 1 });
    if (unended.experiments.length + unended.comparisons.length + regressions.length === 0)
      return await work(store, { store, client: null });
    const { home, variables } = context.environment;
    const { reachRunningServer } = await import("../temporal/connect.js");
    const { settleEnded } = await import("../operations/settle-ended.js");
    const { settleRegressions } = await import("../operations/regressions/settle-regressions.js");
    const { Client } = await import("@temporalio/client");
    const server = await reachRunningServer({ home, environment: variables }).catch(tell);
    if (server === null) return await work(store, { store, client: null });
    if (typeof server === "string") return await work(store, { store, client: null, absence: server });
    const { connection, namespace } = server;
    try {
      const client = new Client({ connection, namespace });
      await settleEnded({ store, client }, unended)
        .then(() => settleRegressions({ store, client }))
        .catch(tell);
      return await work(store, { store, client });
    } finally {
      await connection.close();
    }
  });
}
