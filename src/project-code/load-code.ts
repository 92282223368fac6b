import { existsSync, readdirSync, realpathSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { CodeSnapshot } from "../domain/code/code-snapshot.js";
import { AssayError } from "../domain/errors.js";
import { isInstalled } from "./is-installed.js";
import { createLoader } from "./load-module.js";
import { observeReads, type ReadLog } from "./observe-reads.js";
import { scanImports } from "./scan-imports.js";
import { hashFile, isIncidental, takeSnapshot } from "./take-snapshot.js";

/** A part of the code changed while it was loaded, so it is not clear which version runs. */
export class CodeChangedError extends AssayError {
  constructor(changed: readonly string[]) {
    super(`${changed.join(", ")} changed while it was being loaded. Start the command again.`);
  }
}

/** `files` names what is not there. */
export class CodeFileNotFoundError extends AssayError {
  constructor(file: string, path: string) {
    super(`"files" names ${file}, and ${path} is no file and no folder.`);
  }
}

/** Modules stay in a process's memory, and so must what is known of them: a second load reads nothing again. */
const readBefore = new Map<string, ReadLog>();
const inMemory = new Map<string, string>();

/** A module in memory, and what it is made of. */
export interface LoadedCode {
  readonly module: { readonly default?: unknown };
  readonly code: CodeSnapshot;
  /** Absolute; what was installed is not among them. */
  readonly files: readonly string[];
  /** File, without symbolic links -> the modules that read it while they were loaded, as far as that is known. */
  readonly readBy: ReadonlyMap<string, ReadonlySet<string>>;
}

/**
 * Loads a module and takes a snapshot of all it is made of: what it imports by name, directly or through others, what
 * was read while it was loaded, and what it names itself. @throws CodeChangedError, CodeFileNotFoundError
 */
export async function loadCode(
  entry: string,
  place: {
    readonly home: string;
    readonly cacheDirectory: string | null;
    /** What the loaded module names beside, relative to its folder. */
    readonly listFurther: (module: { readonly default?: unknown }) => readonly string[];
  },
): Promise<LoadedCode> {
  const { home, cacheDirectory, listFurther } = place;
  const imported = scanImports(entry).files;
  const before = takeSnapshot(entry, { files: imported, home, inMemory });
  const read = readBefore.get(entry) ?? new Map<string, Set<string>>();
  readBefore.set(entry, read);
  const loader = createLoader(entry, cacheDirectory);
  const module = await observeReads(() => loader.import<{ default?: unknown }>(entry), read);
  const belonging = [...read.keys()].filter(
    (file) => !isIncidental(file, { cacheDirectory }) && !isInstalled(file),
  );
  const further = listFurther(module).flatMap((name) => listFiles(name, dirname(entry)));
  const files = new Set([...imported, ...belonging.map(withoutLinks), ...further]);
  const code = takeSnapshot(entry, { files, home, inMemory });
  const changed = Object.keys(before.parts).filter((part) => before.parts[part] !== code.parts[part]);
  if (changed.length > 0) throw new CodeChangedError(changed);
  for (const file of files) {
    const hash = inMemory.get(file) ?? (isInstalled(file) ? null : hashFile(file));
    if (hash !== null) inMemory.set(file, hash);
  }
  const readBy = new Map([...read].map(([file, readers]) => [withoutLinks(file), readers]));
  return { module, code, files: [...files].filter((file) => !isInstalled(file)), readBy };
}

function withoutLinks(file: string): string {
  return existsSync(file) ? realpathSync(file) : file;
}

function listFiles(name: string, folder: string): readonly string[] {
  const path = resolve(folder, name);
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) throw new CodeFileNotFoundError(name, path);
  if (found.isFile()) return [realpathSync(path)];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name: file }) => join(parentPath, file));
}
