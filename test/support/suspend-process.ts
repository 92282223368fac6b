import { readdirSync, readFileSync } from "node:fs";

/** Stops a process, and waits until none of its threads runs: until then it may still answer. */
export async function suspendProcess(pid: number): Promise<void> {
  process.kill(pid, "SIGSTOP");
  while (runs(pid)) await new Promise((resolve) => setImmediate(resolve));
}

function runs(pid: number): boolean {
  const threads = `/proc/${pid}/task`;
  try {
    // The state follows the name in parentheses, which may hold anything.
    return readdirSync(threads).some(
      (thread) => !/\) T [^)]*$/.test(readFileSync(`${threads}/${thread}/stat`, "utf8")),
    );
  } catch (error) {
    // A thread that ended between the two.
    if (/\b(ENOENT|ESRCH)\b/.test(String(error))) return true;
    throw error;
  }
}
