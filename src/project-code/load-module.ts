import { fileURLToPath } from "node:url";
import { createJiti, type Jiti } from "jiti";
import { mapImports } from "./map-imports.js";
import { hasReferences, listMappedPaths } from "./mapped-paths.js";

/** Assay itself, as built or as sources: what configurations import by its name. */
const LIBRARY = fileURLToPath(new URL("../index.js", import.meta.url));

/** The loader of a project's modules, as seen from one of them. */
export interface ModuleLoader {
  import<Module>(file: string): Promise<Module>;
  /** The file that an import leads to; null = it is not found. */
  resolve(specifier: string): string | null;
}

/**
 * Loads TypeScript, ESM and CommonJS, with `paths` and `baseUrl` of the nearest tsconfig.json above each module, or of
 * the projects that it references.
 *
 * Compiled modules are kept in `cacheDirectory`, which must belong to the user alone: whatever lies there is run.
 * Null keeps none; jiti's own default would be a folder that all users of the system share.
 */
export function createLoader(file: string, cacheDirectory: string | null): ModuleLoader {
  const isSolution = hasReferences(file);
  const places = createJiti(file, { ...SETTINGS, fsCache: false, tsconfigPaths: false });
  const findMapped = (specifier: string, from: string): string | null => {
    for (const { path } of listMappedPaths(specifier, from)) {
      const found = resolveWith(places, path);
      if (found !== null) return found;
    }
    return null;
  };
  const jiti = createJiti(file, {
    ...SETTINGS,
    // What is compiled then depends on the tsconfig.json too, which jiti's cache does not know.
    fsCache: isSolution ? false : (cacheDirectory ?? false),
    // jiti knows no references; it tells a plugin of Babel the name of the file only for source maps.
    sourceMaps: isSolution,
    transformOptions: isSolution ? { babel: { plugins: [mapImports(findMapped)] } } : {},
  });
  return {
    import: (entry) => jiti.import(entry),
    resolve: (specifier) => (isSolution ? findMapped(specifier, file) : null) ?? resolveWith(jiti, specifier),
  };
}

const SETTINGS = {
  moduleCache: true,
  tsconfigPaths: true,
  esmEvalTempFile: false,
  // The same module instance for command line and configuration, also where Assay is not installed under its name.
  alias: { assay: LIBRARY },
} as const;

function resolveWith(jiti: Jiti, specifier: string): string | null {
  try {
    const found = jiti.esmResolve(specifier, { try: true });
    if (found === undefined) return null;
    return found.startsWith("file:") ? fileURLToPath(found) : found;
  } catch {
    return null;
  }
}
