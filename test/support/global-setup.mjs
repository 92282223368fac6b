import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundleWorkflowCode, DefaultLogger } from "@temporalio/worker";
import { startEmbeddedServer } from "../../dist/temporal/embedded-server.js";
import { findServerBinary } from "../../dist/temporal/find-server-binary.js";

/** One real Temporal server and one workflow bundle for the whole suite. */
export default async function globalSetup() {
  const folder = mkdtempSync(join(tmpdir(), "assay-suite-"));
  const binary = await findServerBinary({
    environment: process.env,
    report: (line) => process.stderr.write(`${line}\n`),
  });
  const server = await startEmbeddedServer({
    binary: binary.path,
    databaseFile: join(folder, "temporal.db"),
    logFile: join(folder, "temporal.log"),
  });
  const { code } = await bundleWorkflowCode({
    workflowsPath: join(
      fileURLToPath(new URL(".", import.meta.url)),
      "..",
      "..",
      "dist",
      "workflows",
      "index.js",
    ),
    logger: new DefaultLogger("WARN"),
  });
  const bundle = join(folder, "workflow-bundle.cjs");
  writeFileSync(bundle, code);
  process.env.ASSAY_TEST_TEMPORAL_ADDRESS = server.address;
  process.env.ASSAY_TEST_TEMPORAL_PID = String(server.pid);
  process.env.ASSAY_TEST_TEMPORAL_BINARY = binary.path;
  process.env.ASSAY_TEST_WORKFLOW_BUNDLE = bundle;
  process.env.ASSAY_TEST_FOLDER = folder;
}
