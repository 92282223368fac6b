import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isAlive, startOf } from "./is-alive.js";

/** Says that this process uses the project's embedded server. */
export async function registerUser(home: string): Promise<void> {
  await mkdir(folderOf(home), { recursive: true, mode: 0o700 });
  await writeFile(join(folderOf(home), String(process.pid)), startOf(process.pid), { mode: 0o600 });
}

export async function unregisterUser(home: string): Promise<void> {
  await rm(join(folderOf(home), String(process.pid)), { force: true });
}

/**
 * The living processes that use the server, and the ones that ended without giving it up, which are struck off with
 * this: each is told of once.
 */
export async function reviewUsers(
  home: string,
): Promise<{ readonly living: readonly number[]; readonly dead: readonly number[] }> {
  const folder = folderOf(home);
  const living: number[] = [];
  const dead: number[] = [];
  for (const name of await readdir(folder).catch(() => [])) {
    const startedAt = await readFile(join(folder, name), "utf8").catch(() => "");
    if (isAlive(Number(name), startedAt)) living.push(Number(name));
    else {
      dead.push(Number(name));
      await rm(join(folder, name), { force: true });
    }
  }
  return { living, dead };
}

function folderOf(home: string): string {
  return join(home, "temporal", "users");
}
