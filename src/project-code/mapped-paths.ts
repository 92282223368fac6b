import { dirname, resolve } from "node:path";
import {
  createFilesMatcher,
  createPathsMatcher,
  getTsconfig,
  parseTsconfig,
  type TsConfigResult,
} from "get-tsconfig";

/** A place that a tsconfig.json gives for an import. */
export interface MappedPath {
  readonly path: string;
  readonly tsconfig: TsConfigResult;
}

/**
 * The places that `paths` and `baseUrl` give for what `file` imports, in the order in which they are tried: those of the
 * nearest tsconfig.json, then those of the projects that it references, directly or through others. Projects that
 * include the file come before those that do not, since a configuration often stands outside of all of them.
 */
export function listMappedPaths(specifier: string, file: string): readonly MappedPath[] {
  const nearest = getTsconfig(dirname(file));
  if (nearest === null) return [];
  return [nearest, ...referencedProjects(nearest, file)].flatMap((tsconfig) =>
    (createPathsMatcher(tsconfig)?.(specifier) ?? []).map((path) => ({ path, tsconfig })),
  );
}

/** True when the nearest tsconfig.json hands its files on to others, as that of a solution does. */
export function hasReferences(file: string): boolean {
  return (getTsconfig(dirname(file))?.config.references ?? []).length > 0;
}

function referencedProjects(solution: TsConfigResult, file: string): readonly TsConfigResult[] {
  const found = new Map<string, TsConfigResult>([[solution.path, solution]]);
  // A Map goes on with what is added while it is gone through.
  for (const { path: from, config } of found.values()) {
    for (const { path } of config.references ?? []) {
      const project = resolve(dirname(from), path.endsWith(".json") ? path : `${path}/tsconfig.json`);
      if (!found.has(project)) readProject(project, found);
    }
  }
  const [, ...projects] = found.values();
  const including = projects.filter((project) => createFilesMatcher(project)(file) !== undefined);
  return [...including, ...projects.filter((project) => !including.includes(project))];
}

/** A reference that leads nowhere is the business of tsc; here another one may have the import. */
function readProject(path: string, into: Map<string, TsConfigResult>): void {
  try {
    into.set(path, { path, config: parseTsconfig(path) });
  } catch {
    return;
  }
}
