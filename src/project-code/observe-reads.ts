import { AsyncLocalStorage } from "node:async_hooks";
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { isAbsolute, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { isInstalled } from "./is-installed.js";

/** File -> the modules whose own code read it, outside of installed packages; none if that is not known. */
export type ReadLog = Map<string, Set<string>>;

/** One for the whole module: it belongs to whoever reads inside of `observeReads`, and to nobody else. */
const observed = new AsyncLocalStorage<ReadLog>();
let underWay = 0;
const DEEPEST_CALL = 50;
let restore: () => void = () => undefined;

/**
 * Runs `work` and tells which files it read through node:fs, directly or by what it called: a prompt that is read while
 * a configuration is loaded is as much a part of it as a module. Reads of others at the same time do not count.
 */
export async function observeReads<Result>(work: () => Promise<Result>, files: ReadLog): Promise<Result> {
  if (underWay === 0) restore = watchReads();
  underWay += 1;
  try {
    return await observed.run(files, work);
  } finally {
    underWay -= 1;
    if (underWay === 0) {
      restore();
      observed.disable();
    }
  }
}

/** Puts itself before the functions that read whole files; returns how to take them back. */
function watchReads(): () => void {
  const { readFileSync, readFile, createReadStream } = fs;
  const { readFile: readFilePromise } = fs.promises;
  const noting =
    <Arguments extends unknown[], Answer>(read: (...given: Arguments) => Answer) =>
    (...given: Arguments): Answer => {
      note(given[0]);
      return read(...given);
    };
  Object.assign(fs, {
    readFileSync: noting(readFileSync),
    readFile: noting(readFile),
    createReadStream: noting(createReadStream),
  });
  Object.assign(fs.promises, { readFile: noting(readFilePromise) });
  syncBuiltinESMExports();
  return () => {
    Object.assign(fs, { readFileSync, readFile, createReadStream });
    Object.assign(fs.promises, { readFile: readFilePromise });
    syncBuiltinESMExports();
  };
}

function note(place: unknown): void {
  const log = observed.getStore();
  if (log === undefined) return;
  const file =
    place instanceof URL && place.protocol === "file:"
      ? fileURLToPath(place)
      : typeof place === "string"
        ? resolve(place)
        : null;
  if (file === null) return;
  const readers = log.get(file) ?? new Set<string>();
  log.set(file, readers);
  const reader = findReader();
  if (reader !== null) readers.add(reader);
}

/** The innermost module of the project on the stack; what reads a module to load it is a package. */
function findReader(): string | null {
  const { prepareStackTrace, stackTraceLimit } = Error;
  Error.stackTraceLimit = DEEPEST_CALL;
  Error.prepareStackTrace = (_error, calls) => calls.map((call) => call.getFileName());
  const frames: unknown = new Error("where").stack;
  Object.assign(Error, { prepareStackTrace, stackTraceLimit });
  // Who reads a source map while a stack is being written gets a text: V8 asks nobody how to write one within another.
  if (!Array.isArray(frames)) return null;
  const paths = frames.map((frame: string | null | undefined) =>
    frame?.startsWith("file:") ? fileURLToPath(frame) : (frame ?? ""),
  );
  return paths.find((path) => isAbsolute(path) && !isInstalled(path)) ?? null;
}
