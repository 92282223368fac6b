import { existsSync, readFileSync, realpathSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, extname, join } from "node:path";
import { isInstalled } from "./is-installed.js";
import { createLoader, type ModuleLoader } from "./load-module.js";

const CODE = new Set([".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs"]);

/**
 * Modules named by a literal: import … from, export … from, import "…", import("…"), require("…"), require.resolve("…").
 * What stands in a comment or a string counts too: a file too many does no harm, one too few would run unnoticed.
 */
const SPECIFIER =
  /\b(?:from|import|require(?:\.resolve)?)\s*(?:\(\s*)?(?:\/\*[\s\S]*?\*\/\s*)*(["'`])([^"'`\n$]+)\1/g;

/** An import in a project's module. */
export interface ModuleImport {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly specifier: string;
}

/** Everything that a module imports by name, directly or through others, now or when it is called. */
export interface ImportGraph {
  /** Absolute, without symbolic links. What was installed is among them, and is not read. */
  readonly files: ReadonlySet<string>;
  /** File -> the files that it imports itself. */
  readonly imports: ReadonlyMap<string, ReadonlySet<string>>;
  /** Imports that lead nowhere. */
  readonly unresolved: readonly ModuleImport[];
}

/** Reads the import graph from `entry` on, without running anything. */
export function scanImports(entry: string): ImportGraph {
  const files = new Set<string>();
  const imports = new Map<string, Set<string>>();
  const unresolved: ModuleImport[] = [];
  const waiting = [entry];
  const loaders = new Map<string, ModuleLoader>();
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (files.has(file)) continue;
    files.add(file);
    if (isInstalled(file) || !CODE.has(extname(file))) continue;
    const resolve = resolverOf(file, loaders);
    const targets = new Set<string>();
    imports.set(file, targets);
    for (const found of listImports(file)) {
      const target = resolve(found.specifier);
      if (target === null) unresolved.push(found);
      else targets.add(target);
    }
    waiting.push(...targets);
  }
  return { files, imports, unresolved };
}

function listImports(file: string): readonly ModuleImport[] {
  let source: string;
  try {
    source = readFileSync(file, "utf8");
  } catch {
    // It vanished a moment ago; whoever loads it says so.
    return [];
  }
  return [...source.matchAll(SPECIFIER)]
    .map(({ 2: specifier = "", index, 0: whole }) => ({
      file,
      specifier,
      line: source.slice(0, index + whole.length).split("\n").length,
    }))
    .filter(({ specifier }) => !isBuiltin(specifier) && !/^(data|https?):/.test(specifier));
}

/** Files of one folder and ending see the same; a loader takes a while to make. */
function resolverOf(file: string, loaders: Map<string, ModuleLoader>): (specifier: string) => string | null {
  const place = join(dirname(file), extname(file));
  const loader = loaders.get(place) ?? createLoader(file, null);
  loaders.set(place, loader);
  return (specifier) => {
    const found = loader.resolve(specifier);
    return found !== null && existsSync(found) ? realpathSync(found) : null;
  };
}
