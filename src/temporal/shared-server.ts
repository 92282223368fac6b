import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { answers, type EmbeddedServer, startEmbeddedServer, stopProcess } from "./embedded-server.js";
import { withLock } from "./file-lock.js";
import { type FinderOptions, findServerBinary } from "./find-server-binary.js";
import { isAlive, startOf } from "./is-alive.js";
import { ownNamespace } from "./own-namespace.js";

const ServerRecord = z.object({ pid: z.int(), address: z.string(), uiUrl: z.string() });

export interface SharedServerOptions extends FinderOptions {
  /** The project's folder of state; the server's data are in `temporal.db` there. */
  readonly home: string;
  readonly port?: number;
  readonly uiPort?: number;
}

/** The embedded server of a project, as one of its users sees it. */
export interface SharedServer extends EmbeddedServer {
  readonly startedHere: boolean;
  readonly source: string;
  /** Gives it up; the last user stops the server. */
  release(): Promise<void>;
}

/**
 * Uses the project's running embedded server or starts it. Several commands share one; whoever leaves last stops it.
 * Users and servers that were killed do not count: their process ids are dead.
 */
export async function acquireEmbeddedServer(options: SharedServerOptions): Promise<SharedServer> {
  const folder = join(options.home, "temporal");
  const users = join(folder, "users");
  await mkdir(users, { recursive: true, mode: 0o700 });
  return await withLock(join(folder, "lock"), async () => {
    const running = await findRunningServer(options.home);
    const server = running ?? (await startAndRecord(options, folder));
    await writeFile(join(users, String(process.pid)), startOf(process.pid));
    return {
      ...server,
      startedHere: running === null,
      release: () => withLock(join(folder, "lock"), () => leave(options.home)),
    };
  });
}

async function startAndRecord(
  options: SharedServerOptions,
  folder: string,
): Promise<EmbeddedServer & { readonly source: string }> {
  const binary = await findServerBinary(options);
  options.report(`starting the embedded Temporal server (binary from ${binary.source})`);
  const server = await startEmbeddedServer({
    binary: binary.path,
    databaseFile: databaseOf(options.home),
    logFile: join(options.home, "temporal.log"),
    ...(options.port === undefined ? {} : { port: options.port }),
    ...(options.uiPort === undefined ? {} : { uiPort: options.uiPort }),
  });
  await writeFile(join(folder, "server.json"), JSON.stringify(server));
  return { ...server, source: binary.source };
}

/** The project's embedded server, when one of its users has it running; starts none. */
export async function findRunningServer(
  home: string,
): Promise<(EmbeddedServer & { readonly source: string }) | null> {
  const parsed = ServerRecord.safeParse(
    await readFile(join(home, "temporal", "server.json"), "utf8")
      .then(JSON.parse)
      .catch(() => null),
  );
  if (!parsed.success || !isAlive(parsed.data.pid)) return null;
  // Another project's server may have got the port of one that was killed.
  if (!(await answers(parsed.data.address, ownNamespace(databaseOf(home))))) return null;
  return { ...parsed.data, source: "a running one of this project" };
}

async function leave(home: string): Promise<void> {
  const folder = join(home, "temporal");
  const users = join(folder, "users");
  await rm(join(users, String(process.pid)), { force: true });
  for (const pid of await readdir(users)) {
    if (isAlive(Number(pid), await readFile(join(users, pid), "utf8").catch(() => ""))) return;
  }
  // Not the one this process began with: that may have died, and another user have started the next.
  const running = await findRunningServer(home);
  if (running !== null) await stopProcess(running.pid);
  await rm(join(folder, "server.json"), { force: true });
}

function databaseOf(home: string): string {
  return join(home, "temporal.db");
}
