import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { constants, createWriteStream } from "node:fs";
import { access, open, realpath, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Writable } from "node:stream";
import { finished } from "node:stream/promises";
import { OutputFileUnwritableError } from "./output-file-errors.js";

/**
 * Writes the file of --output, whole or not at all: what `write` sends goes into a file beside it, which takes its name
 * when it is complete and on the disk. Until then the old file stands, whatever is cut short.
 *
 * A link is followed, so that what it points to is replaced and not the link; a pipe or a device is written as it is.
 *
 * @throws OutputFileUnwritableError when the file or its folder does not let itself be written.
 */
export async function writeOutput<Result>(
  file: string,
  write: (stream: Writable) => Promise<Result>,
): Promise<Result> {
  try {
    const target = await findTarget(file);
    if (!target.isReplaceable) return await writeStream(createWriteStream(target.path), write);
    const unfinished = join(dirname(target.path), `.assay-${randomBytes(8).toString("hex")}.part`);
    try {
      const stream = createWriteStream(unfinished, { flags: "wx" });
      const result = await writeStream(stream, write);
      await settle(unfinished, target.mode);
      await rename(unfinished, target.path);
      return result;
    } catch (error) {
      await rm(unfinished, { force: true });
      throw error;
    }
  } catch (error) {
    const isOfFile = error instanceof Error && "syscall" in error;
    throw isOfFile ? new OutputFileUnwritableError(file, error) : error;
  }
}

interface Target {
  readonly path: string;
  /** A regular file or none; anything else would be lost if another file took its name. */
  readonly isReplaceable: boolean;
  /** The permissions of the file that is replaced, which stay; null for a new one. */
  readonly mode: number | null;
}

async function findTarget(file: string): Promise<Target> {
  const path = await realpath(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  if (path === null) return { path: file, isReplaceable: true, mode: null };
  // What is write-protected stays as it is, although its folder would let it be replaced.
  await access(path, constants.W_OK);
  const found = await stat(path);
  if (found.isDirectory())
    throw Object.assign(new Error("it is a folder"), { code: "EISDIR", syscall: "open", path });
  return { path, isReplaceable: found.isFile(), mode: found.mode & 0o777 };
}

async function writeStream<Result>(
  stream: ReturnType<typeof createWriteStream>,
  write: (stream: Writable) => Promise<Result>,
): Promise<Result> {
  // An error that comes while `write` waits for something else is met when the stream is awaited.
  const ended = finished(stream);
  ended.catch(() => undefined);
  try {
    await once(stream, "open");
    const result = await write(stream);
    stream.end();
    await ended;
    return result;
  } catch (error) {
    stream.destroy();
    throw error;
  }
}

/** On the disk before the rename is, so that a power cut leaves one whole file or the other. */
async function settle(path: string, mode: number | null): Promise<void> {
  const handle = await open(path, "r+");
  try {
    if (mode !== null) await handle.chmod(mode);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
