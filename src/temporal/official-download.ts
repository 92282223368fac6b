/** A process of its own: downloads the Temporal CLI into the folder it is given, by starting a server once. */
import { TestWorkflowEnvironment } from "@temporalio/testing";

try {
  const environment = await TestWorkflowEnvironment.createLocal({
    server: {
      executable: {
        type: "cached-download",
        downloadDir: process.argv[2] as string,
        version: "v1.9.1",
        ttl: 0,
      },
    },
  });
  await environment.teardown();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
