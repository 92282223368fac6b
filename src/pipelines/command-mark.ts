import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** Every process that a command starts inherits it, also one that leaves the command's process group. */
export const MARK_VARIABLE = "ASSAY_COMMAND";

/** Tells this process from an earlier one that had its id. */
const OWN_MARK = `${process.pid}:${randomUUID()}`;

/** Killed processes may have started others meanwhile; after this many looks the rest breeds faster than it is killed. */
const MOST_KILL_ROUNDS = 10;

let marked = 0;

/** A mark for one command: whose worker it is of, and which one. Commands of workers within a command have several. */
export function markCommand(): string {
  marked += 1;
  return [process.env[MARK_VARIABLE] ?? "", `${OWN_MARK}:${marked}`].join(" ").trim();
}

/** Signals every process with this command's mark. Only Linux lets one look. */
export function signalMarked(mark: string, signal: NodeJS.Signals): void {
  const own = mark.slice(mark.lastIndexOf(" ") + 1);
  signalAll((marks) => marks.includes(own), signal);
}

/**
 * Kills what commands of workers have left that are gone without a chance to do so themselves (kill -9, out of memory).
 * Looks at this user's processes of this machine, or of this container; returns how many there were.
 */
export function endOrphanedCommands(): number {
  return signalAll((marks) => marks.some(isOrphaned), "SIGKILL");
}

function isOrphaned(mark: string): boolean {
  const pid = Number(mark.slice(0, mark.indexOf(":")));
  if (pid === process.pid) return !mark.startsWith(OWN_MARK);
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    // A process of another user lives, too.
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}

/** Signals all processes whose marks are meant: SIGKILL until none is left, other signals once. */
function signalAll(isMeant: (marks: readonly string[]) => boolean, signal: NodeJS.Signals): number {
  const seen = new Set<number>();
  for (let look = 0; look < MOST_KILL_ROUNDS; look += 1) {
    const found = listMarked(isMeant);
    for (const pid of found) {
      seen.add(pid);
      try {
        process.kill(pid, signal);
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code !== "ESRCH" && code !== "EPERM") throw error;
      }
    }
    if (found.length === 0 || signal !== "SIGKILL") break;
  }
  return seen.size;
}

function listMarked(isMeant: (marks: readonly string[]) => boolean): number[] {
  if (process.platform !== "linux") return [];
  const namespace = linkOf("self");
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => isMeant(marksOf(pid)) && linkOf(pid) === namespace)
    .map(Number);
}

/** Empty for processes of others, of the kernel, and for those that have just ended. */
function marksOf(pid: string): readonly string[] {
  try {
    const variables = readFileSync(`/proc/${pid}/environ`, "latin1").split("\0");
    const found = variables.find((variable) => variable.startsWith(`${MARK_VARIABLE}=`));
    return found === undefined ? [] : found.slice(MARK_VARIABLE.length + 1).split(" ");
  } catch {
    return [];
  }
}

/** Where process ids mean the same: those in marks of another container's processes are not this one's. */
function linkOf(pid: string): string {
  try {
    return readlinkSync(`/proc/${pid}/ns/pid`);
  } catch {
    return "";
  }
}
