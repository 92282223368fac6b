import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** As systemd's RestartSec. */
const RESTART_MS = 1_000;

/**
 * Keeps a command running as a service manager does: started again when it ends unasked. Its lines, and its ends, go
 * into `log` with the time and the name.
 */
export function keepRunning({ name, args, environment, cwd, log }) {
  const lives = [];
  let isWanted = true;
  let child = null;
  const note = (line) => log.push({ at: Date.now(), name, line });
  const start = () => {
    child = spawn(process.execPath, args, { cwd, env: environment, stdio: ["ignore", "pipe", "pipe"] });
    const life = { pid: child.pid, from: Date.now(), to: null };
    lives.push(life);
    for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on("line", note);
    child.once("exit", (code, signal) => {
      life.to = Date.now();
      if (!isWanted) return;
      note(`service manager: ${name} ended by ${signal ?? `code ${code}`}; started again`);
      setTimeout(() => isWanted && start(), RESTART_MS);
    });
  };
  start();
  return {
    name,
    lives,
    /** The process that runs now; null between two lives. */
    pid: () => (lives.at(-1).to === null ? lives.at(-1).pid : null),
    async stop() {
      isWanted = false;
      if (lives.at(-1).to !== null) return;
      const ended = once(child, "exit");
      child.kill("SIGCONT");
      child.kill("SIGTERM");
      const patience = setTimeout(() => child.kill("SIGKILL"), 60_000);
      await ended;
      clearTimeout(patience);
    },
  };
}
