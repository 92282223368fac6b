/**
 * Compiles src to dist, bundles the workflows once, so that no worker has to at its start, and puts what commands and
 * users' code load into a few files: a thousand modules take a command longer to open than to run.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root, run } from "./setup.mjs";

const dist = join(root, "dist");
const bundle = join(root, "bundle");
/** What is run or imported from outside. */
const ENTRIES = [
  "cli/main.js",
  "index.js",
  "client.js",
  "temporal/official-download.js",
  "temporal/server-guardian.js",
];
/** Some 260 and 100 small modules. All other packages are loaded as they are. */
const BUNDLED_PACKAGES = ["kysely", "ajv", "ajv-formats"];
/** A service that was started before this build loads its own chunks for as long. */
const CHUNKS_KEPT_MS = 7 * 24 * 3_600_000;

removeStale("");
run(process.execPath, [join(root, "node_modules", "typescript", "bin", "tsc"), "-p", "tsconfig.json"]);
await bundleWorkflows();
await bundleCode();

async function bundleWorkflows() {
  const { bundleWorkflowCode, DefaultLogger } = await import("@temporalio/worker");
  const { code } = await bundleWorkflowCode({
    workflowsPath: join(dist, "workflows", "index.js"),
    logger: new DefaultLogger("WARN"),
  });
  for (const folder of [dist, bundle]) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "workflow-bundle.cjs"), code);
  }
}

/** Modules find other files by their own place, so that chunks lie as deep as the folders of src do. */
async function bundleCode() {
  const { build } = await import("esbuild");
  const { dependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const others = Object.keys(dependencies).filter((name) => !BUNDLED_PACKAGES.includes(name));
  const { metafile } = await build({
    entryPoints: ENTRIES.map((entry) => join(dist, entry)),
    outbase: dist,
    outdir: bundle,
    bundle: true,
    splitting: true,
    chunkNames: "chunks/[hash]",
    format: "esm",
    platform: "node",
    target: "node20",
    external: others.flatMap((name) => [name, `${name}/*`]),
    metafile: true,
    logLevel: "warning",
  });
  const written = new Set(Object.keys(metafile.outputs).map((path) => join(root, path)));
  for (const name of readdirSync(join(bundle, "chunks"))) {
    const chunk = join(bundle, "chunks", name);
    if (!written.has(chunk) && Date.now() - statSync(chunk).mtimeMs > CHUNKS_KEPT_MS) rmSync(chunk);
  }
}

/** Outputs whose source was moved or deleted: code must not find them any more. */
function removeStale(folder) {
  if (!existsSync(join(dist, folder))) return;
  for (const entry of readdirSync(join(dist, folder), { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (existsSync(join(root, "src", path))) removeStale(path);
      else rmSync(join(dist, path), { recursive: true });
    } else if (/\.(js|d\.ts|js\.map)$/.test(path)) {
      const source = path.replace(/\.(d\.ts|js|js\.map)$/, ".ts");
      if (!existsSync(join(root, "src", source))) rmSync(join(dist, path));
    }
  }
}
