import { rmSync } from "node:fs";
import { stopProcess } from "../../dist/temporal/stop-process.js";

/** Stops the suite's server, by its id, and removes its files. */
export default async function globalTeardown() {
  await stopProcess(Number(process.env.ASSAY_TEST_TEMPORAL_PID));
  rmSync(process.env.ASSAY_TEST_FOLDER, { recursive: true, force: true });
}
