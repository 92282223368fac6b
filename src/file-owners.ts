import { createRequire } from "node:module";
import type { Configuration, ExperimentDefinition } from "./config.js";
import type { LoadedConfiguration } from "./load-config.js";
import { scanImports } from "./project-code/scan-imports.js";

/** Modules that are in memory, as the loader and CommonJS keep them. Native ESM does not show its own. */
const MODULES = createRequire(import.meta.url).cache;
/** Exports are looked into this deep for parts of definitions: `{ datasets: { mails } }`. */
const DEEPEST_EXPORT = 4;

/** Names of definitions. */
type Owners = ReadonlySet<string>;
/** What definitions are made of -> the definitions that it is in. */
type Parts = ReadonlyMap<unknown, Owners>;

/**
 * Tells which definitions each file of a configuration is part of.
 *
 * The configuration's own file is part of all. A module that it imports, or that one of its `include` does, belongs to the
 * definitions of which it exports parts (datasets, pipelines, evaluators, definitions, configurations), where it exports
 * nothing else; whatever it imports belongs to the same. A module of which that cannot be told belongs to all that its
 * importers belong to, and a file that was read while modules were loaded to those of the module that read it. All others
 * are part of all.
 */
export function findFileOwners(
  loaded: Pick<LoadedConfiguration, "file" | "files" | "readBy" | "configuration">,
): ReadonlyMap<string, Owners> {
  const { file: entry, files, readBy, configuration } = loaded;
  const all: Owners = new Set(configuration.experiments.map(({ name }) => name));
  const parts = listParts(configuration);
  const { imports } = scanImports(entry);
  const owners = new Map<string, Owners>([[entry, all]]);
  const waiting = [entry];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    const own = owners.get(file) ?? all;
    const assembles = file === entry || isConfiguration(exportsOf(file)?.default);
    for (const target of imports.get(file) ?? []) {
      const exported = assembles ? ownersOfModule(target, parts) : null;
      const found = exported === null ? own : intersect(own, exported);
      const known = owners.get(target);
      if (known !== undefined && [...found].every((name) => known.has(name))) continue;
      owners.set(target, new Set([...(known ?? []), ...found]));
      waiting.push(target);
    }
  }
  const ownersOfRead = (file: string): Owners => {
    const readers = [...(readBy.get(file) ?? [])];
    if (readers.length === 0) return all;
    return new Set(readers.flatMap((reader) => [...(owners.get(reader) ?? all)]));
  };
  return new Map(files.map((file) => [file, owners.get(file) ?? ownersOfRead(file)]));
}

function listParts({
  datasets,
  pipelines,
  evaluators,
  experiments,
}: LoadedConfiguration["configuration"]): Parts {
  const parts = new Map<unknown, Set<string>>();
  const unused = [datasets, pipelines, evaluators].flatMap((named) => Object.values<unknown>(named));
  for (const part of unused) parts.set(part, new Set());
  for (const definition of experiments) {
    const { name, dataset, anchors, pipeline } = definition;
    const sources = [dataset, anchors?.dataset].flatMap((source) => (source === undefined ? [] : [source]));
    const used: readonly unknown[] = [
      definition,
      ...sources.map((source) => datasets[source]),
      pipelines[pipeline],
      ...definition.evaluators.map((given) => (typeof given === "string" ? evaluators[given] : given)),
    ];
    for (const part of used) parts.set(part, (parts.get(part) ?? new Set()).add(name));
  }
  parts.delete(undefined);
  return parts;
}

/** The definitions that have what a module exports; null when it exports anything else, or that cannot be told. */
function ownersOfModule(file: string, parts: Parts): Owners | null {
  const exported = exportsOf(file);
  if (exported === null) return null;
  const names = Object.keys(exported).filter((name) => name !== "__esModule");
  return names.length === 0 ? null : unite(names.map((name) => ownersOf(exported[name], parts, 0)));
}

function ownersOf(value: unknown, parts: Parts, depth: number): Owners | null {
  const known = parts.get(value);
  if (known !== undefined) return known;
  if (typeof value !== "object" || value === null || depth === DEEPEST_EXPORT) return null;
  // Settings of models, and whatever else a configuration says for itself, are for all.
  const members = isConfiguration(value)
    ? Object.entries(value).filter(([key]) => key !== "demo")
    : Object.entries(value);
  return members.length === 0 ? null : unite(members.map(([, member]) => ownersOf(member, parts, depth + 1)));
}

function exportsOf(file: string): Readonly<Record<string, unknown>> | null {
  const found: unknown = MODULES[file]?.exports;
  return typeof found === "object" && found !== null ? (found as Record<string, unknown>) : null;
}

function isConfiguration(
  value: unknown,
): value is Configuration & { readonly experiments: readonly ExperimentDefinition[] } {
  return typeof value === "object" && value !== null && "experiments" in value;
}

function unite(owners: readonly (Owners | null)[]): Owners | null {
  if (owners.includes(null)) return null;
  return new Set(owners.flatMap((own) => [...(own ?? [])]));
}

function intersect(one: Owners, other: Owners): Owners {
  return new Set([...one].filter((name) => other.has(name)));
}
