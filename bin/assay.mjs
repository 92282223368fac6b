#!/usr/bin/env node
import { setUp } from "../scripts/setup.mjs";

try {
  setUp();
  const { main } = await import("../bundle/cli/main.js");
  await main(process.argv.slice(2));
} catch (error) {
  // Node.js would end with 1, which is a gate's verdict.
  process.stderr.write(`assay: it cannot be started: ${error.stack}\n`);
  process.exit(2);
}
