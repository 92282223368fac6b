import { fileURLToPath } from "node:url";
import { createJiti, type Jiti } from "jiti";

/** Assay itself, as built or as sources: what configurations import by its name. */
const LIBRARY = fileURLToPath(new URL("../index.js", import.meta.url));

/**
 * The loader of a project's modules, as seen from one of them: TypeScript, ESM and CommonJS, with `paths` and `baseUrl`
 * of the nearest tsconfig.json above that module.
 *
 * Compiled modules are kept in `cacheDirectory`, which must belong to the user alone: whatever lies there is run.
 * Null keeps none; the loader's own default would be a folder that all users of the system share.
 */
export function createLoader(file: string, cacheDirectory: string | null): Jiti {
  return createJiti(file, {
    moduleCache: true,
    fsCache: cacheDirectory ?? false,
    tsconfigPaths: true,
    esmEvalTempFile: false,
    // The same module instance for command line and configuration, also where Assay is not installed under its name.
    alias: { assay: LIBRARY },
  });
}
