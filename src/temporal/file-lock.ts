import { randomUUID } from "node:crypto";
import { link, readFile, rm, writeFile } from "node:fs/promises";
import { isAlive, startOf } from "./is-alive.js";

/** Runs `work` while holding a lock file; a lock whose process has ended is taken over. */
export async function withLock<Result>(file: string, work: () => Promise<Result>): Promise<Result> {
  const mine = `${file}.${randomUUID()}`;
  await writeFile(mine, `${process.pid} ${startOf(process.pid)}`);
  try {
    // A link appears with its content: a process killed at any moment leaves no lock without a holder's name.
    while (!(await linked(mine, file))) {
      const holder = await readFile(file, "utf8").catch(() => null);
      const [pid, startedAt] = (holder ?? "").split(" ");
      if (holder !== null && !isAlive(Number(pid || Number.NaN), startedAt)) await rm(file, { force: true });
      else await new Promise((resolve) => setTimeout(resolve, 25));
    }
  } finally {
    await rm(mine, { force: true });
  }
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}
