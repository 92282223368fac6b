import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const fixture = join(root, "test/e2e/fixtures/counting/assay.config.ts");

/** The command line as a user runs it, in a home of its own. */
export interface Cli {
  run(
    ...args: string[]
  ): Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }>;
  spawn(...args: string[]): SpawnedCli;
}

/** A command that goes on until it is ended. */
export interface SpawnedCli {
  readonly child: ChildProcess;
  /** Resolves when it has ended, also when that was before anyone asked. */
  readonly ended: Promise<void>;
  /** Waits for something it does; rejects with its last words when it ends first. */
  until(isDone: () => boolean | Promise<boolean>): Promise<void>;
}

export function createCli(home: string, environment: NodeJS.ProcessEnv = {}): Cli {
  const variables = {
    ...process.env,
    ASSAY_HOME: home,
    CALL_LOG: join(home, "calls.log"),
    TEMPORAL_CLI_PATH: process.env.ASSAY_TEST_TEMPORAL_BINARY,
    NODE_OPTIONS: "",
    ...environment,
  };
  const start = (args: readonly string[]): ChildProcess =>
    spawn(
      process.execPath,
      [join(root, "bin/assay.mjs"), ...args, ...(args.includes("--config") ? [] : ["--config", fixture])],
      {
        cwd: home,
        env: variables,
        stdio: ["ignore", "pipe", "pipe"],
      },
    );
  return {
    spawn: (...args) => watch(start(args), args),
    async run(...args) {
      const child = start(args);
      let stdout = "";
      let stderr = "";
      child.stdout?.setEncoding("utf8").on("data", (data: string) => {
        stdout += data;
      });
      child.stderr?.setEncoding("utf8").on("data", (data: string) => {
        stderr += data;
      });
      const [code] = (await once(child, "close")) as [number | null];
      return { code, stdout, stderr };
    },
  };
}

function watch(child: ChildProcess, args: readonly string[]): SpawnedCli {
  let output = "";
  // A pipe that nobody reads fills up, and then blocks the process at its next line.
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (data: string) => {
      output = (output + data).slice(-4_000);
    });
  }
  let isEnded = false;
  const ended = once(child, "close").then(() => {
    isEnded = true;
  });
  return {
    child,
    ended,
    async until(isDone) {
      while (!(await isDone())) {
        if (isEnded) throw new Error(`assay ${args.join(" ")} ended too early:\n${output}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
  };
}
