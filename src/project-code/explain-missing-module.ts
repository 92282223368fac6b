import { existsSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { getTsconfig, type TsConfigResult } from "get-tsconfig";
import { listMappedPaths } from "./mapped-paths.js";
import { type ModuleImport, scanImports } from "./scan-imports.js";

/** What the loader tries behind a path without ending. */
const ENDINGS = ".js, .mjs, .cjs, .ts, .mts, .cts, .tsx, .json or /index of these";

/**
 * Describes a missing module: which file imports it, in which line, and where it was searched. Null when the error is
 * about something else, or about a module that no file imports by name.
 */
export function explainMissingModule(error: unknown, entry: string): string | null {
  if (typeof error !== "object" || error === null) return null;
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
  if (code !== "MODULE_NOT_FOUND" && code !== "ERR_MODULE_NOT_FOUND") return null;
  // Node names it as it stands in the import, or, for a path, as the file that it would be.
  const [, named = ""] = /Cannot find (?:module|package) '([^']+)'/.exec(String(message)) ?? [];
  const missing = scanImports(entry).unresolved;
  const found =
    missing.find(({ specifier }) => specifier === named) ??
    missing.find(({ file, specifier }) => resolve(dirname(file), specifier) === named);
  return found === undefined ? null : explain(found, dirname(entry));
}

function explain({ file, line, specifier }: ModuleImport, folder: string): string {
  const show = (path: string): string => relative(folder, path) || ".";
  const tried = listTried(file, specifier).map(({ path, because }) => `${show(path)} (${because})`);
  // A path is one place, and one with a rule has been explained.
  const hint = tried.length === 1 && !isPath(specifier) ? hintOf(specifier, file, show) : "";
  return `${show(file)}:${line} imports "${specifier}", which is not found. Tried: ${tried.join("; ")}.${hint}`;
}

function isPath(specifier: string): boolean {
  return /^(\.{1,2}(\/|$)|\/|file:)/.test(specifier);
}

interface Attempt {
  readonly path: string;
  readonly because: string;
}

function listTried(file: string, specifier: string): readonly Attempt[] {
  if (isPath(specifier)) {
    const path = specifier.startsWith("file:")
      ? new URL(specifier).pathname
      : resolve(dirname(file), specifier);
    return [{ path, because: `as it stands and with ${ENDINGS}` }];
  }
  const byPaths = listMappedPaths(specifier, file).map(({ path, tsconfig }) => ({
    path,
    because: `by ${ruleOf(tsconfig, file)}, as it stands and with ${ENDINGS}`,
  }));
  return [
    ...byPaths,
    { path: join(packageFolder(file), specifier), because: "and every node_modules above" },
  ];
}

/** `paths and baseUrl of tsconfig.json`, as far as it has them. */
function ruleOf({ path, config }: TsConfigResult, file: string): string {
  const { paths, baseUrl } = config.compilerOptions ?? {};
  const rules = [...(paths === undefined ? [] : ["paths"]), ...(baseUrl === undefined ? [] : ["baseUrl"])];
  return `${rules.join(" and ")} of ${relative(dirname(file), path)}`;
}

function packageFolder(file: string): string {
  return join(dirname(file), "node_modules");
}

/** A package is installed; what looks like a path of the project lacks its rule. */
function hintOf(specifier: string, file: string, show: (path: string) => string): string {
  const tsconfig = getTsconfig(dirname(file));
  if (/^[@~#]\/|^[~#]/.test(specifier)) {
    const where =
      tsconfig === null ? "no tsconfig.json is above the file" : `${show(tsconfig.path)} has no such path`;
    return ` If it is a path of the project, it needs "paths" in a tsconfig.json: ${where}.`;
  }
  const name = specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
  return existsSync(join(packageFolder(file), name))
    ? ""
    : ` If it is a package, install it: npm install ${name}`;
}
