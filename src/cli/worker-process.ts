import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { GO, type WorkerMessage } from "./worker-message.js";

/** A worker in a process of its own: a process cannot load a module twice. */
export interface WorkerProcess {
  /** How loading ended; null when the process ended without a message. */
  readonly loaded: Promise<Exclude<WorkerMessage, { kind: "started" }> | null>;
  /** Resolves when it is at work. @throws Error when it ends first */
  go(): Promise<void>;
  /** Resolves when the process has ended. */
  readonly ended: Promise<void>;
  /** Calls in flight end or are handed back. */
  stop(): Promise<void>;
}

/** Starts `assay worker` with the same configuration, which loads its code and then waits. */
export function startWorkerProcess(config: string | undefined): WorkerProcess {
  const configuration = config === undefined ? [] : ["--config", config];
  // A group of its own: Ctrl-C in the terminal reaches the watching process alone, which then stops this one in order.
  const child = fork(process.argv[1] as string, ["worker", "--supervised", ...configuration], {
    detached: true,
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const ended = once(child, "exit").then(() => undefined);
  const hear = async (kinds: readonly WorkerMessage["kind"][]): Promise<WorkerMessage | null> =>
    await Promise.race([nextMessage(child, kinds), ended.then(() => null)]);
  return {
    ended,
    loaded: hear(["loaded", "failed"]) as WorkerProcess["loaded"],
    async go() {
      const started = hear(["started"]);
      child.send(GO);
      if ((await started) === null) throw new Error("the worker's process ended before it was at work");
    },
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill("SIGTERM");
      await ended;
    },
  };
}

function nextMessage(child: ChildProcess, kinds: readonly WorkerMessage["kind"][]): Promise<WorkerMessage> {
  return new Promise((resolve) => {
    const listen = (message: unknown): void => {
      if (!kinds.includes((message as WorkerMessage).kind)) return;
      child.off("message", listen);
      resolve(message as WorkerMessage);
    };
    child.on("message", listen);
  });
}
