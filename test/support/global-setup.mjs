import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startEmbeddedServer } from "../../dist/temporal/embedded-server.js";
import { findServerBinary } from "../../dist/temporal/find-server-binary.js";

/** One real Temporal server for the whole suite; the workflow bundle is the one of the build. */
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
  process.env.ASSAY_TEST_TEMPORAL_ADDRESS = server.address;
  process.env.ASSAY_TEST_TEMPORAL_PID = String(server.pid);
  process.env.ASSAY_TEST_TEMPORAL_BINARY = binary.path;
  process.env.ASSAY_TEST_WORKFLOW_BUNDLE = fileURLToPath(
    new URL("../../dist/workflow-bundle.cjs", import.meta.url),
  );
  process.env.ASSAY_TEST_FOLDER = folder;
}
