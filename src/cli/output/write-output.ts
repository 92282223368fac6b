import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { constants, createWriteStream, type WriteStream } from "node:fs";
import { access, open, realpath, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Writable } from "node:stream";
import { finished } from "node:stream/promises";
import { AssayError } from "../../domain/errors.js";
import { guardStream } from "../../secrets/guard-stream.js";
import { processSecrets } from "../../secrets/process-secrets.js";

/** A file that a command was told to write cannot be written. */
export class OutputFileUnwritableError extends AssayError {
  constructor(file: string, cause: unknown) {
    const { code, message } = cause as NodeJS.ErrnoException;
    super(
      `The output file ${file} cannot be written (${code ?? message}). Check its folder, or name another file.`,
      { cause },
    );
  }
}

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
  const refuse = (error: unknown): never => {
    throw new OutputFileUnwritableError(file, error);
  };
  const target = await findTarget(file).catch(refuse);
  if (!target.isReplaceable) return await writeStream(createWriteStream(target.path), { write, refuse });
  const unfinished = join(dirname(target.path), `.assay-${randomBytes(8).toString("hex")}.part`);
  try {
    const result = await writeStream(createWriteStream(unfinished, { flags: "wx" }), { write, refuse });
    await settle(unfinished, target.mode).catch(refuse);
    await rename(unfinished, target.path).catch(refuse);
    return result;
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

/** The same of a text that is the whole file; to stdout without one. */
export async function writeText(file: string | undefined, text: string): Promise<void> {
  if (file === undefined) process.stdout.write(text);
  else await writeOutput(file, async (stream) => stream.write(text));
}

/** Looks whether a file can be written, before what goes into it is paid for. @throws OutputFileUnwritableError */
export async function requireWritable(file: string): Promise<void> {
  try {
    const { path, isReplaceable } = await findTarget(file);
    if (isReplaceable) await access(dirname(path), constants.W_OK);
  } catch (error) {
    throw new OutputFileUnwritableError(file, error);
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
  if (found.isDirectory()) throw Object.assign(new Error("it is a folder"), { code: "EISDIR" });
  return { path, isReplaceable: found.isFile(), mode: found.mode & 0o777 };
}

/** Sends what `write` has through the stream; `refuse` gets what the file itself fails with, such as a full disk. */
async function writeStream<Result>(
  stream: WriteStream,
  given: {
    readonly write: (stream: Writable) => Promise<Result>;
    readonly refuse: (error: unknown) => never;
  },
): Promise<Result> {
  const { write, refuse } = given;
  const ended = finished(stream);
  guardStream(stream, processSecrets);
  // It may fail while `write` waits for something else; what it failed with is looked at below.
  ended.catch(() => undefined);
  try {
    await Promise.race([once(stream, "open"), ended]);
    const result = await write(stream);
    stream.end();
    await ended;
    return result;
  } catch (error) {
    if (stream.errored !== null) return refuse(stream.errored);
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
