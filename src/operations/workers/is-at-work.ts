import { readlinkSync } from "node:fs";
import { hostname } from "node:os";
import type { WorkerRegistration } from "../../domain/worker/worker-registration.js";
import { isAlive, startOf } from "../../temporal/is-alive.js";

/** A worker reports every few seconds that it is alive; for one on another machine, this is all that can be known. */
export const LONGEST_SILENCE_MS = 60_000;

/** This process, as a registration names it. */
export function describeProcess(): Pick<
  WorkerRegistration,
  "host" | "processSpace" | "pid" | "processStart" | "nodeVersion"
> {
  const { pid, version } = process;
  const host = hostname();
  return {
    host,
    processSpace: `${host} ${readProcessSpace()}`,
    pid,
    processStart: startOf(pid),
    nodeVersion: version,
  };
}

/** True while its process runs, or, where that cannot be seen from here, when it was heard of lately. */
export function isAtWork(worker: WorkerRegistration, now: Date): boolean {
  if (worker.ended) return false;
  if (worker.processSpace === describeProcess().processSpace) return isAlive(worker.pid, worker.processStart);
  return now.getTime() - Date.parse(worker.seenAt) < LONGEST_SILENCE_MS;
}

/** Containers with one host name may still have process ids of their own. */
function readProcessSpace(): string {
  try {
    return readlinkSync("/proc/self/ns/pid");
  } catch {
    return "";
  }
}
