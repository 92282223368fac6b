import { isAlive } from "./is-alive.js";

/** SIGTERM to exactly this process, SIGKILL when it is still there after the grace time. */
export async function stopProcess(pid: number, graceMs = 10_000): Promise<void> {
  const deadline = performance.now() + graceMs;
  let isAsked = false;
  while (isAlive(pid)) {
    if (performance.now() >= deadline) send(pid, "SIGKILL");
    else if (!isAsked) send(pid, "SIGTERM");
    isAsked = true;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // It ended meanwhile.
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
