import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isAlive } from "../temporal/embedded-server.js";

/** Says in the project's folder that this process is a lasting worker; returns how to take it back. */
export function registerWorker(home: string): () => void {
  const folder = join(home, "workers");
  mkdirSync(folder, { recursive: true });
  const file = join(folder, String(process.pid));
  writeFileSync(file, "");
  return () => rmSync(file, { force: true });
}

/** True when a lasting worker of this project lives on this machine. */
export function hasLastingWorker(home: string): boolean {
  try {
    return readdirSync(join(home, "workers")).some((pid) => isAlive(Number(pid)));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
}
