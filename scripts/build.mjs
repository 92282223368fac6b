/**
 * Compiles src to dist and bundles the workflows once, so that no worker has to at its start. Only what has changed is
 * compiled again; what no longer has a source goes.
 */
import { existsSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root, run } from "./setup.mjs";

const dist = join(root, "dist");
removeStale("");
run(process.execPath, [join(root, "node_modules", "typescript", "bin", "tsc"), "-p", "tsconfig.json"]);
const { bundleWorkflowCode, DefaultLogger } = await import("@temporalio/worker");
const { code } = await bundleWorkflowCode({
  workflowsPath: join(dist, "workflows", "index.js"),
  logger: new DefaultLogger("WARN"),
});
writeFileSync(join(dist, "workflow-bundle.cjs"), code);

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
