import { Client } from "@temporalio/client";
import type { Command } from "commander";
import { type Logger, pino } from "pino";
import { openProject, openStore, type Project, taskQueueOf } from "../compose.js";
import type { Store } from "../domain/store.js";
import { type Environment, readEnvironment } from "../environment.js";
import { printableText } from "../formatting/printable-text.js";
import type { WaitContext } from "../operations/find-waits.js";
import { settleEnded } from "../operations/settle-ended.js";
import { reachRunningServer } from "../temporal/connect.js";

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
  openStore(options?: { readonly mayBeReadOnly: boolean }): Promise<Store>;
}

/** The context of a command, from its global options and the environment. */
export function createContext(command: Command): CommandContext {
  const options = command.optsWithGlobals<GlobalOptions>();
  const environment = readEnvironment(process.env);
  return {
    environment,
    options,
    logger: pino(
      { level: environment.logLevel, base: { pid: process.pid }, redact: ["*.apiKey", "*.authorization"] },
      pino.destination(2),
    ),
    print: (result, text) =>
      process.stdout.write(
        `${printableText(options.json === true ? JSON.stringify(result, null, 2) : text)}\n`,
      ),
    report: (line) => process.stderr.write(`${printableText(line)}\n`),
    openProject: () =>
      openProject({ environment, configFile: options.config, workingDirectory: process.cwd() }),
    openStore: (options) => openStore(environment, options),
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

async function closing<Result>(store: Store, work: (store: Store) => Promise<Result>): Promise<Result> {
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/**
 * The same for commands that tell how experiments are: whatever somebody ended in Temporal is ended in the store first.
 * Nothing is started for it; where no server runs, or it does not answer, the store is all there is to tell.
 */
export async function withSettledStore<Result>(
  context: CommandContext,
  work: (store: Store, waits: WaitContext) => Promise<Result>,
): Promise<Result> {
  return await withReadableStore(context, async (store) => {
    const taskQueue = taskQueueOf(store);
    const unended = await store.listUnended();
    const tell = (error: unknown): string => {
      const reason = error instanceof Error ? error.message : String(error);
      context.report(`what runs is told as the store last knew it: ${reason}`);
      return reason;
    };
    if (unended.experiments.length + unended.comparisons.length === 0)
      return await work(store, { store, client: null, taskQueue });
    const { home, variables } = context.environment;
    const server = await reachRunningServer({ home, environment: variables }).catch(tell);
    if (server === null) return await work(store, { store, client: null, taskQueue });
    if (typeof server === "string")
      return await work(store, { store, client: null, taskQueue, absence: server });
    const { connection, namespace } = server;
    try {
      const client = new Client({ connection, namespace });
      await settleEnded({ store, client, taskQueue }, unended).catch(tell);
      return await work(store, { store, client, taskQueue });
    } finally {
      await connection.close();
    }
  });
}
