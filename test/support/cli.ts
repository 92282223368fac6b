import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { HostedCommands } from "./hosted-commands.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const fixture = join(root, "test/e2e/fixtures/counting/assay.config.ts");
/** No command of a test takes nearly as long, on a machine three times as busy either; what does has hung. */
const PATIENCE_MS = 200_000;

/** How a command ended, and what it said. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command under way. */
export interface SpawnedCli {
  readonly child: ChildProcess;
  /** Resolves when it has ended, also when that was before anyone asked. */
  readonly ended: Promise<void>;
  /** Waits for something it does that it does not write; rejects with its last words when it ends first. */
  until(isDone: () => boolean | Promise<boolean>): Promise<void>;
  /** The first match in what it has written so far or writes later, on either stream. */
  saw(pattern: RegExp): Promise<RegExpExecArray>;
  /** Sends the signal, if one is given, and waits for the end. */
  end(signal?: NodeJS.Signals): Promise<Ended>;
}

/** The command line as a user runs it, in a home of its own. Every wait is bounded and says what it waited for. */
export interface Cli {
  run(...args: string[]): Promise<Ended>;
  spawn(...args: string[]): SpawnedCli;
}

export function createCli(
  home: string,
  environment: NodeJS.ProcessEnv = {},
  options: Pick<SpawnOptions, "uid" | "gid"> & {
    /** A command that starts another one, whose name and arguments follow. */
    readonly launcher?: readonly [string, ...string[]];
    /** Where `run` runs its commands, in place of a process for each. */
    readonly host?: HostedCommands;
  } = {},
): Cli {
  const { launcher, host, ...spawnOptions } = options;
  const [command, ...before] = [...(launcher ?? []), process.execPath] as [string, ...string[]];
  const variables = {
    ...process.env,
    ASSAY_HOME: home,
    CALL_LOG: join(home, "calls.log"),
    TEMPORAL_CLI_PATH: process.env.ASSAY_TEST_TEMPORAL_BINARY,
    NODE_OPTIONS: "",
    ...environment,
  };
  const withConfig = (args: readonly string[]): readonly string[] =>
    args.includes("--config") ? args : [...args, "--config", fixture];
  const start = (...args: string[]): SpawnedCli => {
    const child = spawn(command, [...before, join(root, "bin/assay.mjs"), ...withConfig(args)], {
      ...spawnOptions,
      cwd: home,
      env: variables,
      stdio: ["ignore", "pipe", "pipe"],
    });
    return follow(child, `assay ${args.join(" ")}`);
  };
  const runHosted = async (shared: HostedCommands, args: readonly string[]): Promise<Ended> =>
    await shared.run({ args: withConfig(args), cwd: home, environment: variables });
  return {
    spawn: start,
    run: async (...args) => await (host === undefined ? start(...args).end() : runHosted(host, args)),
  };
}

function follow(child: ChildProcess, command: string): SpawnedCli {
  const written = { stdout: "", stderr: "" };
  const listeners = new Set<() => void>();
  for (const stream of ["stdout", "stderr"] as const) {
    child[stream]?.setEncoding("utf8").on("data", (data: string) => {
      written[stream] += data;
      for (const listener of listeners) listener();
    });
  }
  const closed = once(child, "close") as Promise<[number | null]>;
  const within = async <Result>(awaited: string, work: Promise<Result>): Promise<Result> => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        child.kill("SIGKILL");
        reject(
          new Error(
            `${command}: waited ${PATIENCE_MS / 1_000} s for ${awaited}.\n${written.stdout}\n${written.stderr}`,
          ),
        );
      }, PATIENCE_MS);
    });
    return await Promise.race([work, late]).finally(() => clearTimeout(timer));
  };
  let hasEnded = false;
  const ended = closed.then(() => {
    hasEnded = true;
  });
  return {
    child,
    ended,
    until: async (isDone) => {
      const deadline = Date.now() + PATIENCE_MS;
      while (!(await isDone())) {
        const said = `${written.stdout}\n${written.stderr}`.slice(-4_000);
        if (hasEnded) throw new Error(`${command} ended before ${isDone} was true:\n${said}`);
        if (Date.now() > deadline)
          throw new Error(`${command}: waited ${PATIENCE_MS / 1_000} s for ${isDone}.\n${said}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    saw: (pattern) =>
      within(
        `output that matches ${pattern}`,
        new Promise((resolve, reject) => {
          const look = (): void => {
            const found = pattern.exec(written.stdout) ?? pattern.exec(written.stderr);
            if (found === null) return;
            listeners.delete(look);
            resolve(found);
          };
          listeners.add(look);
          look();
          closed.then(
            () => reject(new Error(`${command} ended before it wrote ${pattern}.\n${written.stderr}`)),
            reject,
          );
        }),
      ),
    end: async (signal) => {
      if (signal !== undefined) child.kill(signal);
      const [code] = await within("its end", closed);
      return { code, ...written };
    },
  };
}
