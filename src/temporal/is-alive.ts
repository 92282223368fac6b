import { readFileSync } from "node:fs";

/** When a process started, as the system counts it; "" where the system does not tell. Process ids come again. */
export function startOf(pid: number): string {
  return readStatus(pid)?.startedAt ?? "";
}

/**
 * True while a process of that id runs; one that has ended but was not waited for (a zombie) does not. A killed process
 * whose first thread has ended before the others still runs: it holds its ports and files until the last one has.
 * With `startedAt`, as `startOf` gave it, another process that got the same id later does not count either.
 */
export function isAlive(pid: number, startedAt = ""): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const status = readStatus(pid);
  if (status === null) return true;
  const hasEnded = status.state === "Z" && status.threads <= 1;
  return !hasEnded && (startedAt === "" || startedAt === status.startedAt);
}

/** From Linux' /proc; null elsewhere. */
function readStatus(
  pid: number,
): { readonly state: string; readonly threads: number; readonly startedAt: string } | null {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The second field is the command's name in parentheses, and may hold blanks and parentheses itself.
    const fields = line.slice(line.lastIndexOf(")") + 2).split(" ");
    return { state: fields[0] ?? "", threads: Number(fields[17]), startedAt: fields[19] ?? "" };
  } catch {
    return null;
  }
}
