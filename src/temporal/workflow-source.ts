import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { WorkflowBundleOption } from "@temporalio/worker";

/** Where a worker gets the code of the workflows: as it was bundled by the build, else from the sources. */
export function workflowSource():
  | { readonly workflowBundle: WorkflowBundleOption }
  | { readonly workflowsPath: string } {
  const built = fileURLToPath(new URL("../workflow-bundle.cjs", import.meta.url));
  if (existsSync(built)) return { workflowBundle: { codePath: built } };
  return { workflowsPath: fileURLToPath(new URL("../workflows/index.js", import.meta.url)) };
}
