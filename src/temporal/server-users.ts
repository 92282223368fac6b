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

/** The living processes that use the server. */
export async function livingUsers(home: string): Promise<readonly number[]> {
  return (await listUsers(home)).filter(({ lives }) => lives).map(({ pid }) => pid);
}

/**
 * The living processes that use the server, and those that ended without unregistering. The latter are removed by this
 * call, so each is reported once.
 */
export async function reviewUsers(
  home: string,
): Promise<{ readonly living: readonly number[]; readonly dead: readonly number[] }> {
  const users = await listUsers(home);
  const pidsOf = (isWanted: boolean): number[] =>
    users.filter(({ lives }) => lives === isWanted).map(({ pid }) => pid);
  const dead = pidsOf(false);
  for (const pid of dead) await rm(join(folderOf(home), String(pid)), { force: true });
  return { living: pidsOf(true), dead };
}

async function listUsers(home: string): Promise<{ readonly pid: number; readonly lives: boolean }[]> {
  const folder = folderOf(home);
  const names = await readdir(folder).catch(() => []);
  return await Promise.all(
    names.map(async (name) => {
      const startedAt = await readFile(join(folder, name), "utf8").catch(() => "");
      return { pid: Number(name), lives: isAlive(Number(name), startedAt) };
    }),
  );
}

function folderOf(home: string): string {
  return join(home, "temporal", "users");
}
