import { type ChildProcess, spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { closeSync, fstatSync, mkdirSync, openSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname } from "node:path";
import getPort from "get-port";
import { closeFiles } from "../private-files/close-files.js";
import { answers } from "./answers.js";
import { choosePort } from "./choose-port.js";
import { minimalEnvironment } from "./minimal-environment.js";
import { ownNamespace } from "./own-namespace.js";
import { serverArguments } from "./server-arguments.js";
import { stopProcess } from "./stop-process.js";
import { TemporalServerStartError } from "./temporal-errors.js";

const START_ATTEMPTS = 5;
/** On an idle machine it takes a second; on one with thirty times its work, more than half a minute. */
const START_TIMEOUT_MS = 90_000;

export interface EmbeddedServerOptions {
  readonly binary: string;
  readonly databaseFile: string;
  readonly logFile: string;
  /** Asked for explicitly: taken or refused. Left out: 7233 or the next free one. */
  readonly port?: number;
  /** Have the UI also where it cannot be hidden (`hiddenAddress`). */
  readonly isUiAsked?: boolean;
  /** All variables; the server gets the few it needs. Left out: this process'. */
  readonly environment?: NodeJS.ProcessEnv;
}

/** A server process of ours. */
export interface EmbeddedServer {
  readonly pid: number;
  readonly address: string;
  /** Where its UI listens, which checks nobody: for Assay's guarded UI alone. Null where it has none. */
  readonly hiddenUi: string | null;
  /** Resolves when the process has ended, with how: `ended by SIGKILL`, `exited with code 1`. */
  readonly ended: Promise<string>;
}

/**
 * Starts `temporal server start-dev` on loopback with its data in one file, and waits until it answers.
 * The process is detached: Ctrl-C in the terminal must not end it before the worker has handed back its work.
 *
 * @throws PortInUseError, TemporalServerStartError
 */
export async function startEmbeddedServer(options: EmbeddedServerOptions): Promise<EmbeddedServer> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await tryToStart(options);
    } catch (error) {
      // Between choosing a port and listening on it another process may take it: then choose again.
      const isRace = error instanceof TemporalServerStartError && error.isPortTaken;
      if (!isRace || attempt === START_ATTEMPTS) throw error;
    }
  }
}

async function tryToStart(options: EmbeddedServerOptions): Promise<EmbeddedServer> {
  const port = await choosePort(options.port, 7233, {
    use: "the Temporal server",
    variable: "ASSAY_TEMPORAL_PORT",
  });
  const [uiPort, httpPort, metricsPort] = await freePorts();
  const hidden = hiddenAddress() ?? (options.isUiAsked === true ? "127.0.0.1" : null);
  const ui = hidden === null ? null : { host: hidden, port: uiPort };
  mkdirSync(dirname(options.databaseFile), { recursive: true, mode: 0o700 });
  const log = openSync(options.logFile, "a", 0o600);
  const logStart = fstatSync(log).size;
  const child = spawn(
    options.binary,
    serverArguments(options.databaseFile, { port, ui, httpPort, metricsPort }),
    {
      detached: true,
      env: minimalEnvironment(options.environment ?? process.env, "server"),
      stdio: ["ignore", log, log],
    },
  );
  closeSync(log);
  child.unref();
  const ended = untilEnded(child);
  const address = `127.0.0.1:${port}`;
  try {
    await untilReady(ended, {
      address,
      namespace: ownNamespace(options.databaseFile),
      timeoutMs: START_TIMEOUT_MS,
    });
    // It makes its tables only where there is no file yet; what it makes beside it later has the same mode.
    closeFiles(["", "-wal", "-shm"].map((ending) => `${options.databaseFile}${ending}`));
  } catch (error) {
    if (child.pid !== undefined) await stopProcess(child.pid);
    const reason = error instanceof Error ? error.message : String(error);
    const written = await readFile(options.logFile).catch(() => Buffer.alloc(0));
    throw new TemporalServerStartError(reason, written.subarray(logStart).toString("utf8"));
  }
  const hiddenUi = ui === null ? null : `http://${ui.host}:${ui.port}`;
  return { pid: child.pid as number, address, hiddenUi, ended };
}

/** Not predictable by a page in a browser. */
async function freePorts(): Promise<[number, number, number]> {
  const free = (): Promise<number> => getPort({ host: "127.0.0.1" });
  return [await free(), await free(), await free()];
}

function untilEnded(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once("error", (error) => resolve(`could not be run: ${error.message}`));
    child.once("exit", (code, signal) =>
      resolve(signal === null ? `exited with code ${code}` : `ended by ${signal}`),
    );
  });
}

async function untilReady(
  ended: Promise<string>,
  {
    address,
    namespace,
    timeoutMs,
  }: { readonly address: string; readonly namespace: string; readonly timeoutMs: number },
): Promise<void> {
  let end: string | null = null;
  void ended.then((how) => {
    end = how;
  });
  const deadline = performance.now() + timeoutMs;
  while (!(await answers(address, namespace))) {
    if (end !== null) throw new Error(`it ${end}`);
    if (performance.now() > deadline) throw new Error(`it did not answer within ${timeoutMs / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/**
 * An address of this machine that nobody can guess, for what answers whoever asks: on Linux all of 127.0.0.0/8 is
 * loopback, so that a page would have to try 16 million addresses, each with every port. Null elsewhere, where
 * 127.0.0.1 is the only one.
 */
function hiddenAddress(): string | null {
  if (process.platform !== "linux") return null;
  return `127.${randomInt(1, 255)}.${randomInt(0, 256)}.${randomInt(2, 255)}`;
}
