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
  spawn(...args: string[]): ChildProcess;
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
    spawn: (...args) => start(args),
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
