import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Ended } from "./cli.js";

const HOST = fileURLToPath(new URL("command-host.mjs", import.meta.url));

/** A command to run in the host. */
export interface HostedCommand {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly environment: NodeJS.ProcessEnv;
}

/**
 * A process that runs one command after the other: for tests of what commands say, of which each would else load the
 * whole program anew. The process is of the built program and runs the same `main`; what is about the process itself
 * (signals, pipes, other users, code that changes) needs one of its own, and so does a configuration that was loaded
 * before and has been written anew.
 */
export interface HostedCommands {
  run(command: HostedCommand): Promise<Ended>;
  stop(): Promise<void>;
}

/** Starts the process; it ends with the tests' own at the latest. */
export function hostCommands(): HostedCommands {
  const child = fork(HOST, [], { execArgv: [], stdio: ["ignore", "inherit", "inherit", "ipc"] });
  const ended = once(child, "exit").then(([code, signal]) => {
    throw new Error(`the process that runs commands ended (${signal ?? code})`);
  });
  ended.catch(() => undefined);
  const answer = async (): Promise<unknown> =>
    await Promise.race([once(child, "message").then(([message]) => message as unknown), ended]);
  let last = answer();
  return {
    run: async (command) => {
      const ran = last.then(async () => {
        child.send(command);
        return (await answer()) as Ended;
      });
      last = ran.catch(() => undefined);
      return await ran;
    },
    stop: async () => {
      child.kill("SIGKILL");
      await ended.catch(() => undefined);
    },
  };
}
