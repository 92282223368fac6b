import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { basename, dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { CodeSnapshot } from "../domain/code/code-snapshot.js";
import { isInstalled, LIBRARY_FOLDER } from "./is-installed.js";

const LIBRARY_MANIFEST = fileURLToPath(new URL("../../package.json", import.meta.url));

/** Hashes files as they are now, or were when this process loaded them; packages count by name and version. */
export function takeSnapshot(
  configuration: string,
  {
    files,
    home,
    inMemory,
  }: {
    readonly files: Iterable<string>;
    readonly home: string;
    /** Files that this process has loaded, with the hash they had: a second load finds them as they were. */
    readonly inMemory: ReadonlyMap<string, string>;
  },
): CodeSnapshot {
  const folder = dirname(configuration);
  const parts = new Map<string, string>();
  const manifests = new Set<string>();
  for (const file of files) {
    if (isInstalled(file)) manifests.add(manifestOf(file));
    else {
      const hash = inMemory.get(file) ?? hashFile(file);
      if (hash !== null) parts.set(toSlashes(relative(folder, file)), hash);
    }
  }
  for (const manifest of manifests) {
    const found = readPackage(manifest);
    if (found !== null) parts.set(...found);
  }
  const sorted = Object.fromEntries([...parts].sort(([one], [other]) => (one < other ? -1 : 1)));
  return {
    hash: createHash("sha256").update(JSON.stringify(sorted)).digest("hex"),
    configuration: toSlashes(relative(home, configuration)),
    parts: sorted,
  };
}

/** The hash of a file as `parts` has it; null when there is none. */
export function hashFile(file: string): string | null {
  try {
    if (!statSync(file).isFile()) return null;
    return createHash("sha256").update(readFileSync(file)).digest("hex").slice(0, 16);
  } catch {
    return null;
  }
}

/** True for files that were read and are no code: what the loader looks at on its way. */
export function isIncidental(
  file: string,
  { cacheDirectory }: { readonly cacheDirectory: string | null },
): boolean {
  if (cacheDirectory !== null && file.startsWith(join(cacheDirectory, sep))) return true;
  return /^(package|([tj]sconfig(\..*)?))\.json$/.test(basename(file));
}

/** Of the package in the last node_modules of the path. */
function manifestOf(file: string): string {
  if (file.startsWith(LIBRARY_FOLDER)) return LIBRARY_MANIFEST;
  const [, root = ""] = /^(.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/.exec(file) ?? [];
  return join(root, "package.json");
}

function readPackage(manifest: string): [string, string] | null {
  try {
    const { name, version } = JSON.parse(readFileSync(manifest, "utf8")) as {
      readonly name: string;
      readonly version: string;
    };
    return [`package ${name}`, version];
  } catch {
    return null;
  }
}

function toSlashes(path: string): string {
  return sep === "/" ? path : path.split(sep).join("/");
}
