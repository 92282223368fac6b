import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdirSync, openSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:net";
import { dirname } from "node:path";
import { Connection } from "@temporalio/client";
import getPort, { portNumbers } from "get-port";
import { closeFiles } from "../private-files/close-files.js";
import { isAlive } from "./is-alive.js";
import { ownNamespace } from "./own-namespace.js";
import { SEARCH_ATTRIBUTES } from "./search-attributes.js";
import { PortInUseError, TemporalServerStartError } from "./temporal-errors.js";

const START_ATTEMPTS = 5;

export interface EmbeddedServerOptions {
  readonly binary: string;
  readonly databaseFile: string;
  readonly logFile: string;
  /** Asked for explicitly: taken or refused. Left out: 7233 (UI 8233) or the next free one. */
  readonly port?: number;
  readonly uiPort?: number;
  readonly startTimeoutMs?: number;
}

/** A server process of ours. */
export interface EmbeddedServer {
  readonly pid: number;
  readonly address: string;
  readonly uiUrl: string;
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
      const isRace = error instanceof Error && error.message.includes("address already in use");
      if (!isRace || attempt === START_ATTEMPTS) throw error;
    }
  }
}

async function tryToStart(options: EmbeddedServerOptions): Promise<EmbeddedServer> {
  const port = await choosePort(options.port, 7233, {
    use: "the Temporal server",
    variable: "ASSAY_TEMPORAL_PORT",
  });
  const uiPort = await choosePort(options.uiPort, 8233, {
    use: "the Temporal UI",
    variable: "ASSAY_TEMPORAL_UI_PORT",
  });
  const others = await Promise.all([getPort({ host: "127.0.0.1" }), getPort({ host: "127.0.0.1" })]);
  mkdirSync(dirname(options.databaseFile), { recursive: true, mode: 0o700 });
  const log = openSync(options.logFile, "a", 0o600);
  const child = spawn(
    options.binary,
    serverArguments(options.databaseFile, { port, uiPort, httpPort: others[0], metricsPort: others[1] }),
    {
      detached: true,
      stdio: ["ignore", log, log],
    },
  );
  closeSync(log);
  child.unref();
  const address = `127.0.0.1:${port}`;
  try {
    await untilReady(child, {
      address,
      namespace: ownNamespace(options.databaseFile),
      timeoutMs: options.startTimeoutMs ?? 30_000,
    });
    // It makes its tables only where there is no file yet; what it makes beside it later has the same mode.
    closeFiles(["", "-wal", "-shm"].map((ending) => `${options.databaseFile}${ending}`));
  } catch (error) {
    if (child.pid !== undefined) await stopProcess(child.pid);
    const tail = await readFile(options.logFile, "utf8").catch(() => "");
    throw new TemporalServerStartError(
      error instanceof Error ? error.message : String(error),
      tail.trim().split("\n").slice(-5).join("\n"),
    );
  }
  return { pid: child.pid as number, address, uiUrl: `http://127.0.0.1:${uiPort}` };
}

/** SIGTERM to exactly this process, SIGKILL when it is still there after the grace time. */
export async function stopProcess(pid: number, graceMs = 10_000): Promise<void> {
  if (!isAlive(pid)) return;
  process.kill(pid, "SIGTERM");
  const deadline = Date.now() + graceMs;
  while (isAlive(pid)) {
    if (Date.now() > deadline) process.kill(pid, "SIGKILL");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** True when a Temporal server that has the namespace answers at the address. */
export async function answers(address: string, namespace: string): Promise<boolean> {
  try {
    const connection = await Connection.connect({ address, connectTimeout: 1_000 });
    try {
      for (const name of ["default", namespace])
        await connection.withDeadline(Date.now() + 5_000, () =>
          connection.workflowService.describeNamespace({ namespace: name }),
        );
      return true;
    } finally {
      await connection.close();
    }
  } catch {
    return false;
  }
}

async function choosePort(
  asked: number | undefined,
  preferred: number,
  place: { readonly use: string; readonly variable: string },
): Promise<number> {
  if (asked === undefined)
    return await getPort({ port: portNumbers(preferred, preferred + 100), host: "127.0.0.1" });
  const probe = createServer();
  probe.listen(asked, "127.0.0.1");
  const [outcome] = await Promise.race([once(probe, "listening").then(() => [null]), once(probe, "error")]);
  if (outcome !== null && outcome !== undefined) throw new PortInUseError(asked, place);
  await new Promise((resolve) => probe.close(resolve));
  return asked;
}

function serverArguments(
  databaseFile: string,
  ports: {
    readonly port: number;
    readonly uiPort: number;
    readonly httpPort: number;
    readonly metricsPort: number;
  },
): string[] {
  return [
    ...["server", "start-dev", "--ip", "127.0.0.1", "--ui-ip", "127.0.0.1", "--db-filename", databaseFile],
    ...["--namespace", ownNamespace(databaseFile)],
    ...["--port", String(ports.port), "--ui-port", String(ports.uiPort)],
    ...["--http-port", String(ports.httpPort), "--metrics-port", String(ports.metricsPort)],
    // Five times the throughput of the default, which syncs the disk at every transaction.
    ...["--sqlite-pragma", "journal_mode=wal", "--sqlite-pragma", "synchronous=normal"],
    ...["--dynamic-config-value", "matching.enableFairness=true", "--ui-disable-news-fetch"],
    // By default more than 100 events during one workflow task fail it: its commands are lost, it is replayed.
    ...["--dynamic-config-value", "history.maximumBufferedEventsBatch=2000"],
    ...["--log-level", "warn", "--log-format", "json"],
    ...SEARCH_ATTRIBUTES.flatMap((name) => ["--search-attribute", `${name}=Keyword`]),
  ];
}

async function untilReady(
  child: ChildProcess,
  {
    address,
    namespace,
    timeoutMs,
  }: { readonly address: string; readonly namespace: string; readonly timeoutMs: number },
): Promise<void> {
  let ended: string | null = null;
  child.once("error", (error) => {
    ended = error.message;
  });
  child.once("exit", (code, signal) => {
    ended = `it exited with ${signal ?? `code ${code}`}`;
  });
  const deadline = Date.now() + timeoutMs;
  while (!(await answers(address, namespace))) {
    if (ended !== null) throw new Error(ended);
    if (Date.now() > deadline) throw new Error(`it did not answer within ${timeoutMs / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
