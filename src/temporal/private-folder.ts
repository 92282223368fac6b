import { chmod, lstat, mkdir } from "node:fs/promises";

/**
 * Makes a folder that only this user may read and write, or checks that an existing one is; if others may read it, it
 * is closed to them.
 *
 * @throws Error when it is another user's, or no folder: whoever owns it decides what is in it.
 */
export async function ensurePrivateFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const { uid, mode } = await requireOwn(folder);
  if (process.getuid !== undefined && (mode & 0o077) !== 0) await chmod(folder, 0o700);
  if (uid !== (await requireOwn(folder)).uid) throw new Error(`${folder} changed its owner`);
}

async function requireOwn(folder: string): Promise<{ readonly uid: number; readonly mode: number }> {
  const status = await lstat(folder);
  if (!status.isDirectory()) throw new Error(`${folder} is no folder`);
  const own = process.getuid?.();
  if (own !== undefined && status.uid !== own)
    throw new Error(`${folder} belongs to another user (id ${status.uid}, this one is ${own})`);
  return status;
}
