import { AsyncLocalStorage } from "node:async_hooks";
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** One for the whole module: it belongs to whoever reads inside of `observeReads`, and to nobody else. */
const observed = new AsyncLocalStorage<Set<string>>();
let underWay = 0;
let restore: () => void = () => undefined;

/**
 * Runs `work` and tells which files it read through node:fs, directly or by what it called: a prompt that is read while
 * a configuration is loaded is as much a part of it as a module. Reads of others at the same time do not count.
 */
export async function observeReads<Result>(work: () => Promise<Result>, files: Set<string>): Promise<Result> {
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
  const files = observed.getStore();
  if (files === undefined) return;
  if (place instanceof URL && place.protocol === "file:") files.add(fileURLToPath(place));
  else if (typeof place === "string") files.add(resolve(place));
}
