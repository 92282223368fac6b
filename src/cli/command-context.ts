import type { Command } from "commander";
import { type Logger, pino } from "pino";
import { openProject, openStore, type Project } from "../compose.js";
import type { Store } from "../domain/store.js";
import { type Environment, readEnvironment } from "../environment.js";
import { printableText } from "../report/printable-text.js";

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
  openStore(): Promise<Store>;
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
    openStore: () => openStore(environment),
  };
}

/** Runs `work` with the store open, and closes it whatever happens. */
export async function withStore<Result>(
  context: CommandContext,
  work: (store: Store) => Promise<Result>,
): Promise<Result> {
  const store = await context.openStore();
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}
