import { isAlive } from "./is-alive.js";
import { readServerRecord, type ServerRecord } from "./server-record.js";

/**
 * How a Temporal server is.
 *
 * - `running`: it answers. - `obstructed`: the embedded server answers and cannot do its work: its disk is full. -
 * `unreachable`: it did not answer for some seconds; it may come back. - `restarting`: the embedded server ended or
 * hung, and is being started again, at growing distances. - `failed`: the embedded server could not be started again so
 * many times that somebody has to look; it is still tried once a minute.
 */
export interface ServerStatus {
  readonly state: "running" | "obstructed" | "unreachable" | "restarting" | "failed";
  readonly address: string;
  /** Since when the state holds; ISO 8601. */
  readonly since: string;
  /** Why it does not run; null while it does. */
  readonly lastError: string | null;
  /** Of the embedded server, by any process of the project; 0 for a server of the user's own. */
  readonly restarts: number;
  /** Why and when it was last started again, and how long that took. */
  readonly lastRestart: { readonly at: string; readonly reason: string; readonly tookMs: number } | null;
}

/** Attempts to start it again after which it counts as failed: about half a minute. */
export const FAILED_AFTER_ATTEMPTS = 6;

/**
 * How the project's embedded server is, as the processes that use it wrote it down, for commands that do not use it
 * themselves. Null when none runs, and none should. Does not ask the server: one that hangs is `running` here until its
 * users notice.
 */
export async function readServerStatus(home: string): Promise<ServerStatus | null> {
  const record = await readServerRecord(home);
  return record === null ? null : statusOf(record);
}

/** The status that a record tells. */
export function statusOf(record: ServerRecord): ServerStatus {
  const { address, restarts, lastRestart, failure, attempts } = record;
  const common = { address, restarts, lastRestart };
  if (failure !== null) {
    const state = attempts >= FAILED_AFTER_ATTEMPTS ? "failed" : "restarting";
    return { ...common, state, since: failure.at, lastError: `${failure.reason}; ${failure.error}` };
  }
  if (isAlive(record.pid, record.startedAt))
    return { ...common, state: "running", since: record.since, lastError: null };
  const lastError = `process ${record.pid} has ended, and no process of this project has started it again yet`;
  return { ...common, state: "restarting", since: new Date().toISOString(), lastError };
}
