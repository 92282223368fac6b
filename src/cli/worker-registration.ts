import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isAlive, startOf } from "../temporal/is-alive.js";

/** What to know when something was started and nobody is there to do it. */
export const NO_WORKER = "no worker is running: it goes on as soon as one is, with: assay start";

/** Says in the project's folder that this process is a lasting worker; returns how to take it back. */
export function registerWorker(home: string): () => void {
  const folder = join(home, "workers");
  mkdirSync(folder, { recursive: true });
  const file = join(folder, String(process.pid));
  writeFileSync(file, startOf(process.pid));
  return () => rmSync(file, { force: true });
}

/** True when a lasting worker of this project lives on this machine. */
export function hasLastingWorker(home: string): boolean {
  try {
    const folder = join(home, "workers");
    return readdirSync(folder).some((pid) => isAlive(Number(pid), readFileSync(join(folder, pid), "utf8")));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
}
