import { existsSync } from "node:fs";
import { formatDuration } from "../formatting/format-duration.js";
import { type EmbeddedServer, startEmbeddedServer } from "./embedded-server.js";
import { type FinderOptions, findServerBinary } from "./find-server-binary.js";
import { isAlive, startOf } from "./is-alive.js";
import { isAnswering } from "./is-answering.js";
import { serverFiles } from "./server-files.js";
import { type ServerRecord, writeServerRecord } from "./server-record.js";
import { statusOf } from "./server-status.js";
import type { RestartOutcome } from "./server-watch.js";
import { stopProcess } from "./stop-process.js";

/** One that ran for so long did not end because of how it was started. */
const STABLE_MS = 60_000;
const LONGEST_RESTART_PAUSE_MS = 60_000;

/** What `restartServer` is told; the caller holds the lock. */
export interface RestartRequest {
  /** As it stands in the project's folder now, maybe written by another process. */
  readonly record: ServerRecord;
  /** The process that its watch saw end, or hang. */
  readonly lost: Pick<ServerRecord, "pid" | "startedAt">;
  /** `ended by SIGKILL`. */
  readonly reason: string;
  readonly home: string;
  readonly finder: FinderOptions;
}

/**
 * Starts the project's server again on its ports and data, unless another process has already done it or it answers
 * after all. A server that keeps ending is started at growing distances, of at most a minute.
 */
export async function restartServer(
  request: RestartRequest,
): Promise<RestartOutcome & { readonly record: ServerRecord; readonly server?: EmbeddedServer }> {
  const { record, lost, home } = request;
  if (record.pid !== lost.pid && record.failure === null && isAlive(record.pid, record.startedAt))
    return back(record, `another command of this project restarted it (process ${record.pid})`);
  if (isAlive(lost.pid, lost.startedAt)) {
    if (await isAnswering(home, record)) return back(record, "it answers again");
    // It hangs, and would not heed a request to end.
    await stopProcess(lost.pid, 0);
  }
  const pauseMs = pauseBefore(record);
  if (record.failure === null && pauseMs > 0)
    return await wait(request, {
      ...record,
      failure: failureOf(request, "it has been restarted within the last minute already"),
    });
  if (record.failure !== null && pauseMs > 0) return away(record, pauseMs);
  return await attempt(request);
}

async function attempt(
  request: RestartRequest,
): Promise<RestartOutcome & { readonly record: ServerRecord; readonly server?: EmbeddedServer }> {
  const { record, home, finder, reason } = request;
  const attempts = attemptsOf(record) + 1;
  const startedMs = performance.now();
  const { database, log } = serverFiles(home);
  try {
    // An empty file in its place would answer, and know of no run: the loss must not look like a restart.
    if (!existsSync(database)) throw new Error(`its data file ${database} is gone`);
    const { path } = await findServerBinary(finder);
    const server = await startEmbeddedServer({
      binary: path,
      databaseFile: database,
      logFile: log,
      port: portOf(record.address),
      isUiAsked: record.hiddenUi !== null,
      environment: finder.environment,
    });
    const { pid, hiddenUi } = server;
    const at = new Date().toISOString();
    const tookMs = Math.round(performance.now() - startedMs);
    const next: ServerRecord = {
      ...record,
      pid,
      hiddenUi,
      startedAt: startOf(pid),
      since: at,
      attempts,
      restarts: record.restarts + 1,
      lastRestart: { at, reason, tookMs },
      failure: null,
    };
    await writeServerRecord(home, next);
    return { ...back(next, `restarted in ${formatDuration(tookMs)} (process ${pid})`), server };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const failure = failureOf(request, `it could not be started again: ${message}`);
    return await wait(request, { ...record, attempts, failure });
  }
}

async function wait(
  { home }: RestartRequest,
  record: ServerRecord,
): Promise<RestartOutcome & { readonly record: ServerRecord }> {
  await writeServerRecord(home, record);
  return away(record, pauseBefore(record));
}

function back(record: ServerRecord, how: string) {
  return { isBack: true as const, how, status: statusOf(record), record };
}

function away(record: ServerRecord, nextAttemptMs: number) {
  return { isBack: false as const, status: statusOf(record), nextAttemptMs, record };
}

/** Since when it is away does not change with each attempt. */
function failureOf({ record, reason }: RestartRequest, error: string): NonNullable<ServerRecord["failure"]> {
  const triedAt = new Date().toISOString();
  return { at: record.failure?.at ?? triedAt, triedAt, reason: record.failure?.reason ?? reason, error };
}

/** Restarts that did not lead to a server that lasted. */
function attemptsOf({ attempts, failure, since }: ServerRecord): number {
  return failure === null && Date.now() - Date.parse(since) >= STABLE_MS ? 0 : attempts;
}

/** How long to wait from now on; 0 when it is time. Capped, since clocks are set. */
function pauseBefore(record: ServerRecord): number {
  const attempts = attemptsOf(record);
  if (attempts === 0) return 0;
  const pauseMs = Math.min(LONGEST_RESTART_PAUSE_MS, 1_000 * 2 ** (attempts - 1));
  if (record.failure === null) return pauseMs;
  return Math.min(pauseMs, Math.max(0, Date.parse(record.failure.triedAt) + pauseMs - Date.now()));
}

function portOf(address: string): number {
  return Number(address.split(":").at(-1));
}
