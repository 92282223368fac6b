import { mkdir } from "node:fs/promises";
import { setTimeout } from "node:timers/promises";
import { appointGuardian } from "./appoint-guardian.js";
import { type EmbeddedServer, startEmbeddedServer } from "./embedded-server.js";
import { findObstacle } from "./find-obstacle.js";
import { type FinderOptions, findServerBinary } from "./find-server-binary.js";
import { isAlive, startOf } from "./is-alive.js";
import { isAnswering } from "./is-answering.js";
import { withProcessLock } from "./process-lock.js";
import { restartServer } from "./restart-server.js";
import { serverFiles } from "./server-files.js";
import { readServerRecord, ServerRecord, writeServerRecord } from "./server-record.js";
import { registerUser, reviewUsers, unregisterUser } from "./server-users.js";
import type { RestartOutcome, WatchedServer } from "./server-watch.js";
import { stopProcess } from "./stop-process.js";
import { stopUnusedServer } from "./stop-unused-server.js";
import { TemporalServerStartError } from "./temporal-errors.js";

/** A server that does not answer one who comes again is asked for so long before it is taken to hang. */
const NEWCOMERS_PATIENCE_MS = 15_000;

export interface SharedServerOptions extends FinderOptions {
  /** The project's folder of state; the server's data are in `temporal.db` there. */
  readonly home: string;
  readonly port?: number;
  /** The UI is wanted also where it can only be reached by any process of this machine. */
  readonly isUiAsked?: boolean;
}

/** The embedded server of a project, as one of its users sees it. */
export interface SharedServer {
  readonly address: string;
  readonly startedHere: boolean;
  readonly source: string;
  /** For its watch. */
  readonly process: NonNullable<WatchedServer["process"]>;
  /** Gives it up; the last user stops the server. */
  release(): Promise<void>;
}

/**
 * Uses the project's running embedded server or starts it. Several commands share one; the last one stops it. Users and
 * servers that were killed do not count: their process ids are dead.
 */
export async function acquireEmbeddedServer(options: SharedServerOptions): Promise<SharedServer> {
  const { home, report } = options;
  const { folder, lock } = serverFiles(home);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const answering = await awaitAnswer(home);
  return await withProcessLock(lock, async () => {
    const users = await reviewUsers(home);
    const record = await readServerRecord(home);
    const isShared = users.living.length > 0;
    const found = record === null ? null : await use(options, { record, isShared, answering });
    if (found !== null && !isShared && users.dead.length > 0)
      report(
        `the embedded Temporal server ${found.record.pid} was left running: its last user (process ${users.dead.join(", ")}) ended without stopping it. It is used again, and ends with this command.`,
      );
    const { record: current, source, server } = found ?? (await startAndRecord(options));
    await registerUser(home);
    await appointGuardian(home, current);
    return {
      address: current.address,
      source,
      startedHere: server !== undefined,
      process: watchedProcess(options, current, server),
      release: () =>
        withProcessLock(lock, async () => {
          await unregisterUser(home);
          await stopUnusedServer(home);
        }),
    };
  });
}

/** The project's embedded server, when one of its users has it running and it answers; starts none. */
export async function findRunningServer(home: string): Promise<{ readonly address: string } | null> {
  const record = await readServerRecord(home);
  if (record === null || !isAlive(record.pid, record.startedAt)) return null;
  return (await isAnswering(home, record)) ? record : null;
}

interface InUse {
  readonly record: ServerRecord;
  readonly source: string;
  /** Of one started by this process. */
  readonly server?: EmbeddedServer | undefined;
}

/** The recorded server, as it is or brought back for the others that use it; null when there is none to use. */
async function use(
  options: SharedServerOptions,
  {
    record,
    isShared,
    answering,
  }: { readonly record: ServerRecord; readonly isShared: boolean; readonly answering: number | null },
): Promise<InUse | null> {
  const { home } = options;
  const source = "a running one of this project";
  const lives = isAlive(record.pid, record.startedAt);
  if (lives && (record.pid === answering || (await isAnswering(home, record)))) return { record, source };
  if (!isShared) {
    // Two servers on one file would spoil it.
    if (lives && record.startedAt !== "") await stopProcess(record.pid);
    return null;
  }
  const reason = lives ? `did not answer for ${NEWCOMERS_PATIENCE_MS / 1_000} s` : "ended";
  const outcome = await restartServer({ record, lost: record, reason, home, finder: options });
  if (outcome.isBack) return { record: outcome.record, source: "restarted", server: outcome.server };
  throw new TemporalServerStartError(outcome.status.lastError ?? reason, "");
}

/**
 * The process id of the running server once it answers; null when there is none, or it does not in time. Asked before
 * the lock is taken: if it were held meanwhile, new commands would keep out the one that restarts the server.
 */
async function awaitAnswer(home: string): Promise<number | null> {
  const deadline = performance.now() + NEWCOMERS_PATIENCE_MS;
  for (;;) {
    const record = await readServerRecord(home);
    if (record === null || !isAlive(record.pid, record.startedAt)) return null;
    if (await isAnswering(home, record)) return record.pid;
    if (performance.now() > deadline) return null;
    await setTimeout(100);
  }
}

async function startAndRecord(options: SharedServerOptions): Promise<InUse> {
  const { home } = options;
  const { database, log } = serverFiles(home);
  const binary = await findServerBinary(options);
  options.report(`starting the embedded Temporal server (binary from ${binary.source})`);
  const server = await startEmbeddedServer({
    binary: binary.path,
    databaseFile: database,
    logFile: log,
    ...(options.port === undefined ? {} : { port: options.port }),
    isUiAsked: options.isUiAsked ?? false,
    environment: options.environment,
  });
  const { pid, address, hiddenUi } = server;
  const record = ServerRecord.parse({ pid, startedAt: startOf(pid), address, hiddenUi });
  await writeServerRecord(home, record);
  return { record, source: binary.source, server };
}

/** The server's process for the watch of one of its users: which process that is changes when one of them restarts it. */
function watchedProcess(
  options: SharedServerOptions,
  first: ServerRecord,
  startedHere: EmbeddedServer | undefined,
): NonNullable<WatchedServer["process"]> {
  const { home } = options;
  let current = first;
  /** Of a child alone the system tells how it ended. */
  let child: { readonly pid: number; end: string | null } | null = null;
  let tell: () => void = () => undefined;
  const follow = (record: ServerRecord, server: EmbeddedServer | undefined): void => {
    current = record;
    if (server === undefined) {
      child = null;
      return;
    }
    const own = { pid: server.pid, end: null as string | null };
    child = own;
    void server.ended.then((how) => {
      own.end = how;
      tell();
    });
  };
  follow(first, startedHere);
  return {
    ended: () => (child === null ? (isAlive(current.pid, current.startedAt) ? null : "ended") : child.end),
    onEnded: (listener) => {
      tell = listener;
    },
    obstacle: () => findObstacle(home),
    restart: (reason) =>
      withProcessLock(serverFiles(home).lock, async (): Promise<RestartOutcome> => {
        const record = (await readServerRecord(home)) ?? current;
        const outcome = await restartServer({ record, lost: current, reason, home, finder: options });
        if (outcome.isBack) follow(outcome.record, outcome.server);
        return outcome;
      }),
  };
}
