/** Compiles src to dist and bundles the workflows once, so that no worker has to at its start. */
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root, run } from "./setup.mjs";

const dist = join(root, "dist");
rmSync(dist, { recursive: true, force: true });
run(process.execPath, [join(root, "node_modules", "typescript", "bin", "tsc"), "-p", "tsconfig.json"]);
const { bundleWorkflowCode, DefaultLogger } = await import("@temporalio/worker");
const { code } = await bundleWorkflowCode({
  workflowsPath: join(dist, "workflows", "index.js"),
  logger: new DefaultLogger("WARN"),
});
writeFileSync(join(dist, "workflow-bundle.cjs"), code);
