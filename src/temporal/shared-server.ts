import { mkdir, open, readdir, readFile, rm, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import {
  answers,
  type EmbeddedServer,
  isAlive,
  startEmbeddedServer,
  stopProcess,
} from "./embedded-server.js";
import { type FinderOptions, findServerBinary } from "./find-server-binary.js";

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
  await mkdir(users, { recursive: true });
  return await withLock(join(folder, "lock"), async () => {
    const running = await runningServer(join(folder, "server.json"));
    const server = running ?? (await startAndRecord(options, folder));
    await writeFile(join(users, String(process.pid)), "");
    return {
      ...server,
      startedHere: running === null,
      release: () => withLock(join(folder, "lock"), () => leave(folder, server.pid)),
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
    databaseFile: join(options.home, "temporal.db"),
    logFile: join(options.home, "temporal.log"),
    ...(options.port === undefined ? {} : { port: options.port }),
    ...(options.uiPort === undefined ? {} : { uiPort: options.uiPort }),
  });
  await writeFile(join(folder, "server.json"), JSON.stringify(server));
  return { ...server, source: binary.source };
}

async function runningServer(file: string): Promise<(EmbeddedServer & { readonly source: string }) | null> {
  const parsed = ServerRecord.safeParse(
    await readFile(file, "utf8")
      .then(JSON.parse)
      .catch(() => null),
  );
  if (!parsed.success || !isAlive(parsed.data.pid) || !(await answers(parsed.data.address))) return null;
  return { ...parsed.data, source: "a running one of this project" };
}

async function leave(folder: string, serverPid: number): Promise<void> {
  await rm(join(folder, "users", String(process.pid)), { force: true });
  const others = (await readdir(join(folder, "users"))).filter((pid) => isAlive(Number(pid)));
  if (others.length > 0) return;
  await stopProcess(serverPid);
  await rm(join(folder, "server.json"), { force: true });
}

/** Runs `work` while holding a lock file; a lock whose process has died is taken over. */
async function withLock<Result>(file: string, work: () => Promise<Result>): Promise<Result> {
  for (;;) {
    const handle = await open(file, "wx").catch((error: NodeJS.ErrnoException) => {
      if (error.code === "EEXIST") return null;
      throw error;
    });
    if (handle !== null) {
      await handle.writeFile(String(process.pid));
      await handle.close();
      break;
    }
    const holder = Number(await readFile(file, "utf8").catch(() => ""));
    if (holder > 0 && !isAlive(holder)) await unlink(file).catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}
